import { Button } from '@mantine/core';
import { IconFlask, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../app/client.ts';
import { useSandboxActions } from '../../app/sandbox-actions.ts';
import { useSandbox, useWorkspace } from '../../app/workspace.ts';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Pane } from '../../ui/pane.tsx';
import { CheckLine } from './check-line.tsx';
import { NextSteps } from './next-steps.tsx';
import { SandboxCard } from './sandbox-card.tsx';
import classes from './setup-pane.module.css';

/** What must be there before a run can start, and how to get it. */
export default function SetupPane() {
  const workspace = useWorkspace();
  const sandbox = useSandbox();
  const actions = useSandboxActions();
  const check = useQuery(orpc.setup.check.queryOptions({ input: {} }));
  const stopped = workspace.data?.kind === 'sandbox' && sandbox.data?.state === 'stopped';

  return (
    <Pane
      title="Setup"
      actions={
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={check.isFetching}
          onClick={() => check.refetch()}
        >
          Check again
        </Button>
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {stopped && (
            <div className={classes.hero}>
              <EmptyState
                icon={<IconFlask size={26} stroke={1.6} />}
                title="Try the whole way on this computer"
                action={
                  <Button size="sm" loading={actions.start.isPending} onClick={() => actions.start.mutate({})}>
                    Start sandbox
                  </Button>
                }
              >
                The sandbox is an S3 server and a small cluster of worker processes on this computer, with a sample
                model, its data and one finished study. No AWS account is needed. The first start prepares Python and
                takes a minute or two.
              </EmptyState>
            </div>
          )}
          <Card title="Checklist" flush>
            {check.isPending && <Loading lines={6} label="Checking" />}
            {check.error && (
              <div className={classes.note}>
                <ErrorNote error={check.error} doing="checking the setup" onRetry={() => check.refetch()} />
              </div>
            )}
            {check.data && (
              <ul className={classes.list}>
                {check.data.checks.map((line) => (
                  <CheckLine key={line.id} check={line} />
                ))}
              </ul>
            )}
          </Card>
          {check.data?.ready && <NextSteps />}
        </div>
        <SandboxCard />
      </div>
    </Pane>
  );
}
