import { expect, test } from 'vitest';
import { closest } from '#main/domain/closest';

test.each([
  ['deths', ['deaths', 'ylls'], 'deaths'],
  ['DEATHS', ['deaths'], 'deaths'],
  ['yll', ['deaths', 'ylls', 'ylds'], 'ylls'],
  ['person_time', ['deaths', 'ylls'], undefined],
  ['x', [], undefined],
])('%s among %j', (name, candidates, expected) => expect(closest(name, candidates)).toBe(expected));
