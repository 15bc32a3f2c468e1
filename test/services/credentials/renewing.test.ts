import { expect, test } from 'vitest';
import type { Credentials } from '#main/adapters/stores/port';
import { Renewing } from '#main/services/credentials/renewing';

const MINUTE = 60_000;

/** A source on a clock of its own; `answer` is what it gives next. */
function setting(lifeMs: number | null) {
  const state = { now: 1_000_000, asked: 0, fail: false, lifeMs };
  const load = async (): Promise<Credentials> => {
    state.asked += 1;
    await Promise.resolve();
    if (state.fail) throw new Error('no');
    const expiration = state.lifeMs === null ? {} : { expiration: new Date(state.now + state.lifeMs) };
    return { accessKeyId: `key${state.asked}`, secretAccessKey: 's', ...expiration };
  };
  return { state, source: new Renewing(load, () => state.now) };
}

test('many callers at once make one request', async () => {
  const { state, source } = setting(60 * MINUTE);
  const all = await Promise.all(Array.from({ length: 20 }, () => source.get()));
  expect(state.asked).toBe(1);
  expect(new Set(all).size).toBe(1);
});

test.each([
  ['an hour: five minutes before its end', 60 * MINUTE, 54 * MINUTE, 56 * MINUTE],
  ['four minutes: in its last quarter', 4 * MINUTE, 2.5 * MINUTE, 3.5 * MINUTE],
  ['eight seconds: in its last quarter', 8_000, 5_000, 7_000],
])('temporary credentials of %s', async (_, life, early, late) => {
  const { state, source } = setting(life);
  await source.get();
  state.now += early;
  await source.get();
  expect(state.asked).toBe(1);
  state.now += late - early;
  expect((await source.get()).accessKeyId).toBe('key2');
});

test('lasting keys are read again now and then, since files change', async () => {
  const { state, source } = setting(null);
  await source.get();
  await source.get();
  expect(state.asked).toBe(1);
  state.now += 31_000;
  await source.get();
  expect(state.asked).toBe(2);
});

test('a failing source is left alone for a while: no storm', async () => {
  const { state, source } = setting(MINUTE);
  state.fail = true;
  for (let i = 0; i < 100; i++) await expect(source.get()).rejects.toThrow('no');
  expect(state.asked).toBe(1);
  state.now += 4_000;
  state.fail = false;
  expect((await source.get()).accessKeyId).toBe('key2');
});

test('what is held goes on being used while it is good, also when it cannot be renewed', async () => {
  const { state, source } = setting(60 * MINUTE);
  await source.get();
  state.fail = true;
  state.now += 56 * MINUTE;
  for (let i = 0; i < 10; i++) expect((await source.get()).accessKeyId).toBe('key1');
  expect(state.asked).toBe(2);
  state.now += 5 * MINUTE;
  await expect(source.get()).rejects.toThrow('no');
});

test('after new keys the next caller asks anew, and a load from before does not come back', async () => {
  const { state, source } = setting(60 * MINUTE);
  const old = source.get();
  source.forget();
  expect((await source.get()).accessKeyId).toBe('key2');
  await old;
  expect((await source.get()).accessKeyId).toBe('key2');
  expect(state.asked).toBe(2);
  source.put({ accessKeyId: 'given', secretAccessKey: 's', expiration: new Date(state.now + MINUTE) });
  expect((await source.get()).accessKeyId).toBe('given');
});
