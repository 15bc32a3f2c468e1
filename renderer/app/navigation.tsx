import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Link } from 'wouter';
import { Logo } from './logo.tsx';
import { PANES } from './panes.ts';
import { modKey } from './keys.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import { useWorkspace } from './workspace.ts';
import classes from './navigation.module.css';

interface Props {
  pane: string;
  addressOf: (pane: string) => string;
}

/** The five panes, the workspace, and the ways to everything else. */
export function Navigation({ pane, addressOf }: Props) {
  const workspace = useWorkspace();
  return (
    <aside className={classes.bar} aria-label="App">
      <div className={classes.brand}>
        <Logo />
        <div className={classes.names}>
          <span className={classes.product}>vivarium-aws</span>
          <Tooltip
            label={workspace.data ? `s3://${workspace.data.bucket}/${workspace.data.prefix}` : 'Workspace'}
            position="right"
          >
            <span className={classes.workspace}>{workspace.data?.name ?? '…'}</span>
          </Tooltip>
        </div>
      </div>
      <nav aria-label="Panes" className={classes.nav}>
        {PANES.map(({ id, title, icon: Icon }, index) => (
          <Link key={id} href={addressOf(id)} className={classes.link} aria-current={id === pane ? 'page' : undefined}>
            <Icon size={18} stroke={1.7} aria-hidden />
            <span>{title}</span>
            <Kbd className={classes.key} aria-hidden>
              {modKey}
              {index + 1}
            </Kbd>
          </Link>
        ))}
      </nav>
      <div className={classes.foot}>
        <UnstyledButton className={classes.search} onClick={spotlight.open}>
          <IconSearch size={15} aria-hidden />
          <span>Commands</span>
          <Kbd className={classes.key} aria-hidden>
            {modKey}K
          </Kbd>
        </UnstyledButton>
        <ThemeSwitch />
      </div>
    </aside>
  );
}
