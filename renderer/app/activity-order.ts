import type { Activity } from '#contract/activity';

/** Running first, then the latest. Pure. */
export function inOrder(activities: readonly Activity[]): Activity[] {
  const rank = ({ state }: Activity) => (state === 'running' ? 0 : 1);
  return [...activities].sort((a, b) => rank(a) - rank(b) || b.started_at.localeCompare(a.started_at));
}

/** How far an activity is in percent; null while its end is unknown. Pure. */
export function share(activity: Activity): number | null {
  const { progress } = activity;
  if (!progress?.total) return null;
  return Math.min(100, (100 * progress.done) / progress.total);
}
