import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkBucketName, suggestBucketNames } from '#main/domain/bucket-name';

test.each(['abc', 'my-study-2026', 'a1.b2', '123', '1.2.3', 'a'.repeat(63), 'x--y'])('%s is a good name', (name) => {
  expect(checkBucketName(name).problems).toEqual([]);
});

test.each([
  ['ab', 'at least 3'],
  ['', 'at least 3'],
  ['a'.repeat(64), 'at most 63'],
  ['MyBucket', 'Capital'],
  ['my_bucket', 'Underscores'],
  ['bücket', 'Only lower-case'],
  ['my bucket', 'Only lower-case'],
  ['-bucket', 'begin with a letter'],
  ['bucket.', 'end with a letter'],
  ['a..b', 'side by side'],
  ['192.168.5.4', 'IP address'],
  ['xn--abc', '"xn--"'],
  ['sthree-configurator', '"sthree-"'],
  ['amzn-s3-demo-one', '"amzn-s3-demo-"'],
  ['one-s3alias', '"-s3alias"'],
  ['one--ol-s3', '"--ol-s3"'],
  ['one.mrap', '".mrap"'],
  ['one--x-s3', '"--x-s3"'],
  ['one--table-s3', '"--table-s3"'],
  ['one-an', '"-an"'],
])('%j is refused for its reason', (name, reason) => {
  expect(checkBucketName(name).problems.join(' ')).toContain(reason);
});

test('each rule broken is told', () => {
  expect(checkBucketName('_A').problems).toHaveLength(3);
});

test('a name with dots is allowed, with a concern', () => {
  expect(checkBucketName('a.study')).toEqual({ problems: [], concerns: [expect.stringContaining('certificate')] });
});

test('every suggestion is a good name, whatever was wished', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('xn--a', 'sthree-', 'MY STUDY', '--')), fc.infiniteStream(random), (wish, stream) => {
      const names = suggestBucketNames(wish, () => stream.next().value ?? 0);
      expect(names).toHaveLength(3);
      for (const name of names) expect(checkBucketName(name).problems).toEqual([]);
    }),
  ); // prettier-ignore
});
