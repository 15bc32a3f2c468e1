import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { appErrorOf } from '#contract/app-error-of';
import { orpc } from './client.ts';
import { queryClient } from './query-client.ts';

/** Start, stop and reset of the sandbox; everything shown is asked again after each. */
export function useSandboxActions() {
  const settled = {
    onSettled: () => queryClient.invalidateQueries({ predicate: ({ queryKey }) => !isStream(queryKey) }),
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

/** oRPC's keys carry the kind of query as `type` in their second part. */
function isStream(queryKey: readonly unknown[]): boolean {
  const [, options] = queryKey;
  return typeof options === 'object' && options !== null && Reflect.get(options, 'type') === 'live';
}
