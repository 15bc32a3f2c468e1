import {
  IconActivityHeartbeat,
  IconChecklist,
  IconDatabase,
  IconPlayerPlay,
  IconReportAnalytics,
} from '@tabler/icons-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

export interface PaneProps {
  /** The address after the pane's name, in its parts: `['sample', '2026_11_23_03_24_02']`. */
  at: readonly string[];
  /** False while another pane is shown; what the pane holds is kept. */
  shown: boolean;
}

export interface PaneEntry {
  id: string;
  title: string;
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  Component: LazyExoticComponent<ComponentType<PaneProps>>;
}

/** The way through the app, in its order. A pane begins here. */
export const PANES: readonly PaneEntry[] = [
  { id: 'setup', title: 'Setup', icon: IconChecklist, Component: lazy(() => import('../panes/setup/setup-pane.tsx')) },
  { id: 'data', title: 'Data', icon: IconDatabase, Component: lazy(() => import('../panes/data/data-pane.tsx')) },
  { id: 'run', title: 'Run', icon: IconPlayerPlay, Component: lazy(() => import('../panes/run/run-pane.tsx')) },
  {
    id: 'monitor',
    title: 'Monitor',
    icon: IconActivityHeartbeat,
    Component: lazy(() => import('../panes/monitor/monitor-pane.tsx')),
  },
  {
    id: 'results',
    title: 'Results',
    icon: IconReportAnalytics,
    Component: lazy(() => import('../notebook/results-pane.tsx')),
  },
];

/** The pane and the parts of an address such as `/monitor/sample/2026_11_23_03_24_02`; the first pane where there is none. */
export function parseAddress(address: string): { pane: string; at: string[] } {
  const [name = '', ...at] = address.split('/').filter(Boolean);
  const known = PANES.find(({ id }) => id === name);
  return known ? { pane: known.id, at } : { pane: 'setup', at: [] };
}
