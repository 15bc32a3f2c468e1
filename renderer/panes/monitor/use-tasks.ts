import { useQuery } from '@tanstack/react-query';
import type { RunStatus } from '#contract/run';
import { orpc } from '../../app/client.ts';
import { agree } from './count-states.ts';

const INTERVAL_MS = 3000;

/** The run's tasks; asked again while the run goes on, and until they agree with the status. */
export function useTasks(run: string, status: RunStatus) {
  return useQuery(
    orpc.run.tasks.queryOptions({
      input: { run },
      refetchInterval: ({ state }) =>
        status.state === 'active' || (state.data && !agree(state.data, status)) ? INTERVAL_MS : false,
    }),
  );
}
