import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerStop, IconReload, IconReportAnalytics } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { appErrorOf } from '#contract/app-error-of';
import type { RunStatus } from '#contract/run';
import { orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { askFirst } from '../../ui/confirm.tsx';
import { plural } from '../../ui/format.ts';

/** Stop, restart, and the way to the results. */
export function RunActions({ status }: { status: RunStatus }) {
  const [, navigate] = useLocation();
  const options = {
    onSettled: () => queryClient.invalidateQueries({ queryKey: orpc.run.key() }),
    onError: (error: unknown) => {
      const { message, advice } = appErrorOf(error, 'changing the run');
      notifications.show({ color: 'red.8', title: message, message: advice ?? '', autoClose: 8000 });
    },
  };
  const stop = useMutation(orpc.run.stop.mutationOptions(options));
  const restart = useMutation(orpc.run.restart.mutationOptions(options));
  const { id: run } = status;
  const left = status.total - status.done;
  return (
    <>
      {status.state === 'active' && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={15} aria-hidden />}
          loading={stop.isPending}
          onClick={() =>
            askFirst({
              title: 'Stop this run?',
              body: `Running and queued tasks end. What is done is kept, and a restart goes on with the ${plural(left, 'task')} that are not.`,
              confirm: 'Stop run',
              onConfirm: () => stop.mutate({ run }),
            })
          }
        >
          Stop
        </Button>
      )}
      {status.state === 'incomplete' && (
        <Button
          variant="default"
          leftSection={<IconReload size={15} aria-hidden />}
          loading={restart.isPending}
          onClick={() => restart.mutate({ run })}
        >
          Restart {plural(left, 'task')}
        </Button>
      )}
      <Button
        leftSection={<IconReportAnalytics size={15} aria-hidden />}
        disabled={status.done === 0}
        onClick={() => navigate(`/results/${run}`)}
      >
        Open results
      </Button>
    </>
  );
}
