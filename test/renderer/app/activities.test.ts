import { expect, test } from 'vitest';
import type { Activity } from '#contract/activity';
import { inOrder, share } from '../../../renderer/app/activity-order.ts';

const activity = (part: Partial<Activity>): Activity => ({
  id: 'a',
  kind: 'upload',
  title: '',
  detail: '',
  state: 'running',
  progress: null,
  cancellable: true,
  started_at: '2026-11-23T15:00:00Z',
  ended_at: null,
  error: null,
  ...part,
});

test('what runs comes first, then the latest', () => {
  const ids = inOrder([
    activity({ id: 'old', state: 'done', started_at: '2026-11-23T14:00:00Z' }),
    activity({ id: 'new', state: 'failed', started_at: '2026-11-23T16:00:00Z' }),
    activity({ id: 'running', started_at: '2026-11-23T13:00:00Z' }),
  ]).map(({ id }) => id);
  expect(ids).toEqual(['running', 'new', 'old']);
});

test('a share is known only with a total, and is never over 100', () => {
  const progress = { done: 50, total: null, unit: 'bytes' as const, rate: null, seconds_left: null };
  expect(share(activity({}))).toBeNull();
  expect(share(activity({ progress }))).toBeNull();
  expect(share(activity({ progress: { ...progress, total: 200 } }))).toBe(25);
  expect(share(activity({ progress: { ...progress, total: 40 } }))).toBe(100);
});
