import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventState } from '#contract/run-record';
import { parseRunId, parseRunReference, parseRunStamp, runId, runStamp } from '#main/domain/run-id';
import {
  eventKey,
  eventsFrom,
  logKey,
  parseEventKey,
  parseLogKey,
  parseSubmissionKey,
  resultKey,
  submissionKey,
} from '#main/domain/run-layout';

const event = fc
  .record({
    ms: fc.integer({ min: 0, max: 9_999_999_999_999 }),
    batch: fc.integer({ min: 0, max: 999_999_999 }),
    attempt: fc.integer({ min: 1, max: 999_999 }),
    state: fc.constantFrom(...EventState.options),
    of: fc.integer({ min: 0, max: 999_999_999 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ of, part, ...rest }) => ({
    ...rest,
    count: rest.state === 'started' ? null : { done: Math.floor(part * of), of },
  }));

describe('event keys', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(event, (written) => {
        expect(parseEventKey(eventKey(written))).toEqual({ ...written, key: eventKey(written) });
      }),
    );
  });

  it('have one spelling: what can be read is written the same', () => {
    const near = fc.stringMatching(
      /^events\/\d{12,14}-\d{3,6}-\d{1,3}-(started|running|finished|stopped|failed|gone)(-\d{1,3}of\d{1,3})?$/,
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (key) => {
        const read = parseEventKey(key);
        if (read) expect(eventKey(read)).toBe(key);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [
      'events/1700000000000-0003-1-started',
      { ms: 1_700_000_000_000, batch: 3, attempt: 1, state: 'started', count: null },
    ],
    [
      'events/1700000000000-12345-12-running-7of10',
      { batch: 12_345, attempt: 12, state: 'running', count: { done: 7, of: 10 } },
    ],
    ['events/1700000000000-0003-2-finished-10of10', { state: 'finished', count: { done: 10, of: 10 } }],
  ])('%s', (key, expected) => expect(parseEventKey(key)).toMatchObject(expected));

  it.each([
    'events/1700000000000-3-1-started',
    'events/1700000000000-0003-0-started',
    'events/1700000000000-00003-1-started',
    'events/1700000000000-0003-1-started-1of2',
    'events/1700000000000-0003-1-finished',
    'events/1700000000000-0003-1-finished-3of2',
    'events/1700000000000-0003-1-finished-03of10',
    'events/1700000000000-0003-1-done-1of1',
    'event/1700000000000-0003-1-started',
    'events/1700000000000-0003-1-started.json',
  ])('%s is no event', (key) => expect(parseEventKey(key)).toBeNull());

  it('sort by time, and a listing from a moment begins before its events', () => {
    fc.assert(
      fc.property(event, event, (a, b) => {
        if (a.ms < b.ms) expect(eventKey(a) < eventKey(b)).toBe(true);
        expect(eventsFrom(a.ms) < eventKey(a)).toBe(true);
        if (b.ms < a.ms) expect(eventKey(b) < eventsFrom(a.ms)).toBe(true);
      }),
    );
  });
});

describe('other keys', () => {
  it('of submissions and logs are read as they were written', () => {
    fc.assert(
      fc.property(event, ({ ms, batch, attempt }) => {
        expect(parseSubmissionKey(submissionKey(ms))).toBe(ms);
        expect(parseLogKey(logKey(batch, attempt))).toEqual({ batch, attempt });
      }),
    );
  });

  it('of results name the attempt only when it is not the first', () => {
    expect([resultKey('deaths', 3, 1), resultKey('deaths', 3, 2)]).toEqual([
      'results/deaths/0003.parquet',
      'results/deaths/0003.r2.parquet',
    ]);
  });
});

describe('run ids', () => {
  it('keep the second in which they were made', () => {
    const within = {
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    };
    fc.assert(
      fc.property(fc.date(within), (at) => {
        const stamp = runStamp(at);
        expect(parseRunStamp(stamp)?.getTime()).toBe(Math.floor(at.getTime() / 1000) * 1000);
        expect(parseRunId(runId('model-1', stamp))).toEqual({ model: 'model-1', stamp });
      }),
    );
  });

  it.each(['2026_02_30_00_00_00', '2026_11_23_24_00_00', '2026-11-23-03-24-02', '', 'latest'])(
    '%s is no stamp',
    (text) => expect(parseRunStamp(text)).toBeNull(),
  );

  it.each([
    ['latest', { kind: 'latest' }],
    [' 2026_11_23_03_24_02 ', { kind: 'stamp', stamp: '2026_11_23_03_24_02' }],
    ['small/2026_11_23_03_24_02', { kind: 'id', model: 'small', stamp: '2026_11_23_03_24_02' }],
    ['s3://b/x/results/small/2026_11_23_03_24_02/', { kind: 'uri', uri: 's3://b/x/results/small/2026_11_23_03_24_02' }],
    ['small', null],
    ['small/latest', null],
    ['a/b/2026_11_23_03_24_02', null],
  ])('a user may say %s', (text, expected) => expect(parseRunReference(text)).toEqual(expected));
});
