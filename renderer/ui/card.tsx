import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './card.module.css';

interface Props {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  /** Content without inner padding: tables, lists. */
  flush?: boolean;
}

/** A titled region on a pane. */
export function Card({ title, actions, children, flush = false }: Props) {
  return (
    <section className={classes.card} aria-label={title}>
      <Group className={classes.head} justify="space-between" wrap="nowrap">
        <Title order={2}>{title}</Title>
        <Group gap="xs" wrap="nowrap">
          {actions}
        </Group>
      </Group>
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  );
}
