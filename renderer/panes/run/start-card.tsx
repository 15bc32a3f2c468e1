import { Button, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { useWorkspace } from '../../app/workspace.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { plural } from '../../ui/format.ts';
import type { Draft } from './draft.ts';
import type { Plan } from './use-plan.ts';

/** Starts the run and goes to where it is watched. */
export function StartCard({ draft, plan }: { draft: Draft; plan: Plan }) {
  const [, navigate] = useLocation();
  const workspace = useWorkspace().data;
  const start = useMutation(
    orpc.run.start.mutationOptions({
      onSuccess: (status) => {
        void queryClient.invalidateQueries({ queryKey: orpc.run.list.key() });
        navigate(`/monitor/${status.id}`);
      },
    }),
  );
  const begin = () =>
    start.mutate({
      model: draft.model,
      psimulate: draft.psimulate,
      slots: draft.slots ?? undefined,
      batch_size: draft.batchSize ?? undefined,
    });
  const ready = plan.settled && plan.data !== undefined && !plan.error;
  return (
    <Stack gap="xs">
      {start.error && <ErrorNote error={start.error} doing="starting the run" onRetry={begin} />}
      <Button
        size="sm"
        fullWidth
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        loading={start.isPending}
        disabled={!ready}
        onClick={begin}
      >
        Start run
      </Button>
      <Text c="dimmed" size="xs" ta="center">
        {plan.data && workspace
          ? `${plural(plan.data.counts.tasks, 'task')} in the workspace ${workspace.name}`
          : 'A run starts once its plan is made.'}
      </Text>
    </Stack>
  );
}
