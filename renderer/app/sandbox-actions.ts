import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { appErrorOf } from '#contract/app-error-of';
import { askEverythingAgain } from './changed.ts';
import { orpc } from './client.ts';

/** Start, stop and reset of the sandbox; everything shown is asked again after each. */
export function useSandboxActions() {
  const settled = {
    onSettled: askEverythingAgain,
    onError: (error: unknown) => {
      const { code, message, advice } = appErrorOf(error, 'changing the sandbox');
      if (code !== 'interrupted')
        notifications.show({ color: 'red.8', title: message, message: advice ?? '', autoClose: 8000 });
    },
  };
  return {
    start: useMutation(orpc.sandbox.start.mutationOptions(settled)),
    stop: useMutation(orpc.sandbox.stop.mutationOptions(settled)),
    reset: useMutation(orpc.sandbox.reset.mutationOptions(settled)),
  };
}
