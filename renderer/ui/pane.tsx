import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './pane.module.css';

interface Props {
  title: string;
  /** Beside the title: what is being looked at. */
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The pane's content lays itself out to the edges and scrolls by itself. */
  flush?: boolean;
}

/** The frame of a pane: one line with its title and actions, then its content. */
export function Pane({ title, about, actions, children, flush = false }: Props) {
  return (
    <section className={classes.pane} aria-label={title}>
      <header className={classes.header}>
        <Title order={1}>{title}</Title>
        <div className={classes.about}>{about}</div>
        <Group gap="xs" wrap="nowrap">
          {actions}
        </Group>
      </header>
      <div className={flush ? classes.flush : classes.content}>{children}</div>
    </section>
  );
}
