import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../app/client.ts';

/** A run's status as it changes: the stream, and while that fails, a question every five seconds. */
export function useRunStatus(run: string | undefined) {
  const input = { run: run ?? 'latest' };
  const watched = useQuery(
    orpc.run.watch.experimental_liveOptions({
      input,
      enabled: run !== undefined,
      retry: 2,
      retryDelay: 1500,
      staleTime: 0,
      refetchOnMount: 'always',
    }),
  );
  const asked = useQuery(
    orpc.run.status.queryOptions({
      input,
      enabled: run !== undefined && watched.isError,
      refetchInterval: watched.isError ? 5000 : false,
    }),
  );
  const latest =
    asked.data && (!watched.data || asked.data.observed_at > watched.data.observed_at) ? asked.data : watched.data;
  const refetch = () => void watched.refetch();
  return {
    data: latest,
    error: watched.isError ? (asked.error ?? (asked.data ? null : watched.error)) : null,
    refetch,
  };
}
