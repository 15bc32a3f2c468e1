import { Button, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { orpc } from '../../app/client.ts';
import type { PaneProps } from '../../app/panes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Pane } from '../../ui/pane.tsx';
import { RunActions } from './run-actions.tsx';
import { RunDetail } from './run-detail.tsx';
import { RunList } from './run-list.tsx';
import { useRunStatus } from './use-run-status.ts';
import classes from './monitor-pane.module.css';

/** Where each run stands. */
export default function MonitorPane({ at }: PaneProps) {
  const [, navigate] = useLocation();
  const runs = useQuery(orpc.run.list.queryOptions({ input: {}, refetchInterval: 10_000 }));
  const chosen = at.length > 0 ? at.join('/') : runs.data?.[0]?.id;
  const status = useRunStatus(chosen);

  if (runs.isPending || runs.error) {
    return (
      <Pane title="Monitor">
        {runs.error ? (
          <ErrorNote error={runs.error} doing="listing the runs" onRetry={() => runs.refetch()} />
        ) : (
          <Loading lines={6} label="Listing runs" />
        )}
      </Pane>
    );
  }
  if (!chosen) {
    return (
      <Pane title="Monitor">
        <EmptyState
          icon={<IconPlayerPlay size={26} stroke={1.6} />}
          title="No run yet"
          action={<Button onClick={() => navigate('/run')}>Plan a run</Button>}
        >
          Each run shows here from its first task to its last: how far it is, what failed and why, and its logs. Its
          record lies in the bucket, so this computer may be switched off meanwhile.
        </EmptyState>
      </Pane>
    );
  }
  return (
    <Pane
      title="Monitor"
      about={
        <Text c="dimmed" truncate>
          {chosen}
        </Text>
      }
      actions={status.data && <RunActions status={status.data} />}
      flush
    >
      <RunList runs={runs.data} chosen={chosen} />
      <div className={classes.detail}>
        {status.error && !status.data && (
          <ErrorNote error={status.error} doing="asking where the run stands" onRetry={status.refetch} />
        )}
        {!status.data && !status.error && <Loading lines={6} label="Asking where the run stands" />}
        {status.data && <RunDetail key={chosen} run={chosen} status={status.data} stale={status.error !== null} />}
      </div>
    </Pane>
  );
}
