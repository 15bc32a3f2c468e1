import { expect, it } from 'vitest';
import { afterTrouble, afterWindow, startConcurrency } from '#main/domain/transfer/concurrency';

it('goes up while that gains, and turns where it loses', () => {
  const first = afterWindow(startConcurrency(8), 100);
  expect(first.limit).toBe(5);
  const faster = afterWindow(first, 130);
  expect(faster.limit).toBe(6);
  const same = afterWindow(faster, 131);
  expect(same.limit).toBe(6);
  const slower = afterWindow(same, 90);
  expect(slower.limit).toBe(5);
  expect(afterWindow(slower, 120).limit).toBe(4);
});

it('halves after trouble, and stays between one and the most', () => {
  let now = startConcurrency(6);
  for (let rate = 1; rate < 100; rate *= 2) now = afterWindow(now, rate);
  expect(now.limit).toBe(6);
  expect(afterTrouble(now).limit).toBe(3);
  for (let turn = 0; turn < 5; turn += 1) now = afterTrouble(now);
  expect(now.limit).toBe(1);
  expect(startConcurrency(0).limit).toBe(1);
});
