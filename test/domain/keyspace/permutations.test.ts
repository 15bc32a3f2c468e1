import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { legacyShuffle } from '#main/domain/keyspace/mt19937';
import { generatorShuffle } from '#main/domain/keyspace/pcg64';

interface Permutations {
  NUMBER_OF_DRAWS: number;
  draws_full: number[];
  seeds_full: number[];
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

describe('shuffles equal numpy, recorded from psimulate', () => {
  it.each([
    ['2.3.5/permutations.json', legacyShuffle],
    ['2.3.5/permutations-vct-1.5.6.json', legacyShuffle],
    ['2.3.5/permutations-vct-1.6.1.json', legacyShuffle],
    ['4.7.2/permutations.json', generatorShuffle],
  ])('%s: every draw and every seed', (file, shuffle) => {
    const url = new URL(`../../fixtures/keyspace/${file}`, import.meta.url);
    const golden = JSON.parse(readFileSync(url, 'utf8')) as Permutations;
    expect(shuffle(range(golden.NUMBER_OF_DRAWS), 123456)).toEqual(golden.draws_full);
    expect(shuffle(range(10_000), 654321)).toEqual(golden.seeds_full);
  });

  it.each([legacyShuffle, generatorShuffle])('%o leaves the given list alone and loses nothing', (shuffle) => {
    const items = range(500);
    const shuffled = shuffle(items, 7);
    expect(items).toEqual(range(500));
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
    expect(shuffle([], 1)).toEqual([]);
    expect(shuffle(['only'], 1)).toEqual(['only']);
  });
});
