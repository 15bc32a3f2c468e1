import { Button, Group } from '@mantine/core';
import { IconReportAnalytics } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { orpc } from '../app/client.ts';
import type { PaneProps } from '../app/panes.ts';
import { useSandboxActions } from '../app/sandbox-actions.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Loading } from '../ui/loading.tsx';
import { Pane } from '../ui/pane.tsx';
import { NotebookView } from './notebook-view.tsx';

/**
 * Notebooks over runs. `/results/<run id>` begins one from the template, `/results/@/<name>` opens a saved one,
 * `/results` looks at the latest run.
 */
export default function ResultsPane({ at, shown }: PaneProps) {
  const [, navigate] = useLocation();
  const { start } = useSandboxActions();
  const runs = useQuery(orpc.run.list.queryOptions({ input: {} }));
  const name = at[0] === '@' ? (at[1] ?? null) : null;
  const run = name === null && at.length > 0 ? at.join('/') : 'latest';
  const kept = { staleTime: Infinity, gcTime: 0 };
  const opened = useQuery(
    orpc.notebook.open.queryOptions({ input: { name: name ?? '' }, enabled: name !== null, ...kept }),
  );
  const begun = useQuery(
    orpc.notebook.template.queryOptions({
      input: { run },
      enabled: name === null && (runs.data?.length ?? 0) > 0,
      ...kept,
    }),
  );
  const { data: document, error, refetch } = name === null ? begun : opened;

  if (document && runs.data)
    return <NotebookView key={at.join('/')} document={document} name={name} runs={runs.data} shown={shown} />;
  const failure = error ?? runs.error;
  return (
    <Pane title="Results">
      {failure ? (
        <ErrorNote
          error={failure}
          doing="opening the notebook"
          onRetry={() => void (runs.error ? runs.refetch() : refetch())}
        />
      ) : runs.data?.length === 0 && name === null ? (
        <EmptyState
          icon={<IconReportAnalytics size={26} stroke={1.6} />}
          title="No results yet"
          action={
            <Group gap="xs">
              <Button onClick={() => navigate('/run')}>Plan a run</Button>
              <Button variant="default" loading={start.isPending} onClick={() => start.mutate({})}>
                Start sandbox
              </Button>
            </Group>
          }
        >
          A notebook reads a run’s result files where they lie, while the run still goes on. The sandbox brings one
          finished study to look at.
        </EmptyState>
      ) : (
        <Loading lines={8} label="Opening the notebook" />
      )}
    </Pane>
  );
}
