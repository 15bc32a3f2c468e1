import { useQuery } from '@tanstack/react-query';
import type { Activity } from '#contract/activity';
import { orpc } from './client.ts';

const NONE: readonly Activity[] = [];

/** All long work, newest first, as the app's core reports it; connects again by itself when the stream ends. */
export function useActivities() {
  const { data, error } = useQuery(
    orpc.activity.watch.experimental_liveOptions({
      retry: true,
      retryDelay: 2000,
      refetchInterval: 3000,
      staleTime: Infinity,
    }),
  );
  return { activities: data ?? NONE, error };
}
