import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatMilliseconds,
  formatRate,
  formatValue,
  formatWhen,
  percentage,
  plural,
} from '../../../renderer/ui/format.ts';

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [84_212, '84.2 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.00 MB'],
    [2_051_000_000, '2.05 GB'],
    [5e12, '5.00 TB'],
    [-1, '–'],
  ])('%d is %s', (bytes, said) => expect(formatBytes(bytes)).toBe(said));
});

describe('durations', () => {
  test.each([
    [0, '0.0 s'],
    [0.44, '0.4 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [273_700, '3 d 4 h'],
    [Number.NaN, '–'],
  ])('%d s is %s', (seconds, said) => expect(formatDuration(seconds)).toBe(said));
  test('milliseconds', () => {
    expect(formatMilliseconds(83.2)).toBe('83 ms');
    expect(formatMilliseconds(3400)).toBe('3.4 s');
  });
});

describe('moments', () => {
  const now = Date.parse('2026-11-23T15:00:00Z');
  test.each([
    ['2026-11-23T14:59:40Z', 'just now'],
    ['2026-11-23T15:00:03Z', 'just now'],
    ['2026-11-23T14:28:00Z', '32 min ago'],
    ['2026-11-23T14:00:00Z', '1 h ago'],
    ['2026-11-23T03:24:02Z', '12 h ago'],
    ['not a time', '–'],
  ])('%s is %s', (iso, said) => expect(formatWhen(iso, now)).toBe(said));
});

describe('values of a table', () => {
  test.each([
    [null, ''],
    ['text', 'text'],
    [true, 'true'],
    [120, '120'],
    [41.2512345678, '41.25123'],
    [0.1 + 0.2, '0.3'],
    [1e-7, '1.00000e-7'],
    [123_456.789, '123456.8'],
  ])('%s is %s', (value, said) => expect(formatValue(value)).toBe(said));
});

describe('shares', () => {
  test.each([
    [0, 12, 0],
    [12, 12, 100],
    [3999, 4000, 99],
    [1, 4000, 1],
    [6, 12, 50],
    [0, 0, 0],
  ])('%d of %d is %d%%', (done, total, share) => expect(percentage(done, total)).toBe(share));
});

test('rates and plurals', () => {
  expect(formatRate(212e6, 'bytes')).toBe('212.0 MB/s');
  expect(formatRate(0.5, 'items')).toBe('30.0/min');
  expect(plural(1, 'task')).toBe('1 task');
  expect(plural(4000, 'branch', 'branches')).toBe('4,000 branches');
});
