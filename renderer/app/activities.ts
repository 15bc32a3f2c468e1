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

/** Running first, then the latest. Pure. */
export function inOrder(activities: readonly Activity[]): Activity[] {
  const rank = ({ state }: Activity) => (state === 'running' ? 0 : 1);
  return [...activities].sort((a, b) => rank(a) - rank(b) || b.started_at.localeCompare(a.started_at));
}

/** What one says of an activity's progress: `1.2 of 2.0 GB · 210 MB/s · 4 s left`. Pure but for its formatters. */
export function share(activity: Activity): number | null {
  const { progress } = activity;
  if (!progress?.total) return null;
  return Math.min(100, (100 * progress.done) / progress.total);
}
