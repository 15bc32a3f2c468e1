import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createParquet } from '#main/adapters/parquet/index';

const home = await mkdtemp(join(tmpdir(), 'parquet-'));
afterAll(() => rm(home, { recursive: true, force: true }));
// A folder that nobody has made yet, as on the first start of the app.
const parquet = createParquet({ folder: join(home, 'cache') });

describe('small Parquet files', () => {
  it('are read as they were written, over several chunks', async () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => i);
    const bytes = await parquet.write([
      { name: 'task', type: 'int64', values: numbers },
      { name: 'batch', type: 'int32', values: numbers.map((i) => i >> 3) },
      { name: 'a "b".c', type: 'double', values: numbers.map((i) => (i === 7 ? null : i / 3)) },
      { name: 'on', type: 'boolean', values: numbers.map((i) => i % 2 === 0) },
      { name: 'branch', type: 'string', values: numbers.map((i) => (i === 8 ? null : `{"x": "é${i}"}`)) },
    ]);
    const back = await parquet.read(bytes, ['branch', 'task', 'a "b".c', 'on', 'batch']);
    expect(back.task).toEqual(numbers);
    expect(back.batch?.[4999]).toBe(624);
    expect(back['a "b".c']?.slice(6, 9)).toEqual([2, null, 8 / 3]);
    expect(back.on?.slice(0, 2)).toEqual([true, false]);
    expect(back.branch?.slice(7, 9)).toEqual(['{"x": "é7"}', null]);
  });
});
