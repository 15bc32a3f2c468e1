import { expect, test } from 'vitest';
import { branchLabel, flatBranch } from '../../../renderer/ui/branch.ts';

test('a nested branch becomes dotted keys in order', () => {
  expect(flatBranch({ b: { y: 1 }, a: { x: { deep: true }, list: [1, 2] } })).toEqual([
    ['a.list', '[1,2]'],
    ['a.x.deep', 'true'],
    ['b.y', '1'],
  ]);
});

test('a label says the last part of a key, and more only where two keys share it', () => {
  expect(branchLabel({ intervention: { scenario: 'treated' } })).toBe('scenario: treated');
  expect(branchLabel({ a: { rate: 1 }, b: { rate: 2 } })).toBe('a.rate: 1, b.rate: 2');
  expect(branchLabel({})).toBe('the specification as it is');
});
