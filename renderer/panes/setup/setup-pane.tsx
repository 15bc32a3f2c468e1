import { Button } from '@mantine/core';
import { IconFlask, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orpc } from '../../app/client.ts';
import { useSandboxActions } from '../../app/sandbox-actions.ts';
import { useSandbox, useWorkspace } from '../../app/workspace.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Pane } from '../../ui/pane.tsx';
import { Checklist } from './checklist.tsx';
import { DialogProvider, type SetupDialog } from './dialog-state.ts';
import { Dialogs } from './dialogs.tsx';
import { NextSteps } from './next-steps.tsx';
import { ProfilesCard } from './profiles-card.tsx';
import { SandboxCard } from './sandbox-card.tsx';
import { WorkspaceCard } from './workspace-card.tsx';
import classes from './setup-pane.module.css';

/** What must be there before a run can start, and how to get it. */
export default function SetupPane() {
  const [dialog, setDialog] = useState<SetupDialog | null>(null);
  const workspace = useWorkspace();
  const sandbox = useSandbox();
  const actions = useSandboxActions();
  const check = useQuery(orpc.setup.check.queryOptions({ input: {} }));
  const inSandbox = workspace.data?.kind === 'sandbox';
  const stopped = inSandbox && sandbox.data?.state === 'stopped';

  return (
    <DialogProvider value={setDialog}>
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
            <Checklist />
            {check.data?.ready && <NextSteps sandbox={inSandbox} />}
          </div>
          <div className={classes.side}>
            <WorkspaceCard />
            {inSandbox ? <SandboxCard /> : <ProfilesCard />}
          </div>
        </div>
      </Pane>
      <Dialogs dialog={dialog} onClose={() => setDialog(null)} />
    </DialogProvider>
  );
}
