import { expect, it } from 'vitest';
import { syncAction } from '#main/domain/transfer/sync';
import { monthlyPrice } from '#main/domain/storage-price';

const old = { size: 5, modified: 1 };
const young = { size: 5, modified: 2 };

it.each([
  [old, undefined, false, 'send'],
  [old, { size: 6, modified: 9 }, false, 'send'],
  [young, old, false, 'send'],
  [old, young, false, 'keep'],
  [old, old, true, 'keep'],
  [undefined, old, true, 'delete'],
  [undefined, old, false, 'leave'],
])('%o to %o, delete %s: %s', (source, target, remove, action) => {
  expect(syncAction(source, target, { delete: remove }).action).toBe(action);
});

it('knows what storage costs', () => {
  expect(monthlyPrice(100 * 1024 ** 3, null)).toBeCloseTo(2.3);
  expect(monthlyPrice(1024 ** 3, 'DEEP_ARCHIVE')).toBeCloseTo(0.00099);
  expect(monthlyPrice(1, 'NEW_CLASS')).toBeNull();
});
