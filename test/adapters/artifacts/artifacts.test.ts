import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createArtifacts } from '#main/adapters/artifacts/index';
import { pickledNames } from '#main/adapters/artifacts/pickled-names';
import { compareKeys } from '#main/services/data/artifact-index';
import { codeOf } from '#test/support/data';

const SAMPLE = join(import.meta.dirname, '..', '..', '..', 'resources', 'sample', 'artifact.hdf');
const artifacts = createArtifacts({ worker: '' });

it('reads keys, shapes, columns, first rows and metadata of an artifact', async () => {
  const keys = await artifacts.keys(SAMPLE);
  const incidence = keys.find(({ key }) => key === 'cause.lower_respiratory_infections.incidence_rate');
  expect(incidence).toMatchObject({ kind: 'table', rows: 64 });
  expect(incidence?.columns).toContainEqual({ name: 'draw_0', dtype: '<d', count: 250 });
  expect(incidence?.head.columns).toEqual([
    'year_end',
    'year_start',
    'age_end',
    'age_start',
    'sex',
    'mean',
    '2.5%',
    '97.5%',
  ]);
  expect(incidence?.head.rows[0]?.[4]).toBe('Female');
  expect(keys.find(({ key }) => key === 'metadata.keyspace')?.value).toContain('population.structure');
  expect(keys.map(({ key }) => key).filter((key) => key.includes('_i_table'))).toEqual([]);
});

it('refuses what is no artifact', async () => {
  expect(await codeOf(artifacts.keys(import.meta.filename))).toBe('bad-input');
});

it('compares by key and value', async () => {
  const keys = await artifacts.keys(SAMPLE);
  expect(compareKeys(keys, keys)).toEqual([]);
  const [first, second, ...rest] = keys;
  if (!first || !second) throw new Error('The sample has keys');
  expect(compareKeys(keys, [{ ...second, rows: 1 }, ...rest, { ...first, key: 'new' }])).toMatchObject([
    { key: first.key, change: 'removed' },
    { key: second.key, change: 'changed' },
    { key: 'new', change: 'added' },
  ]);
});

it('takes names out of a pickle', () => {
  expect(pickledNames('(lp0\nVdraw_0\np1\naVdraw_1\np2\na.')).toEqual(['draw_0', 'draw_1']);
  expect(pickledNames('(lp0\nVage_end\np1\na.')).toEqual(['age_end']);
});
