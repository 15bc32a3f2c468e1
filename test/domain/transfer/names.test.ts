import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '#main/domain/app-error';
import { relativeTo, s3Uri } from '#main/domain/s3-uri';
import { localName, problemOf, targetOf } from '#main/domain/transfer/names';

const to = s3Uri('bucket', 'vivarium/artifacts/');

describe('targetOf', () => {
  it.each([
    ['measles.hdf', 's3://bucket/vivarium/artifacts/measles.hdf'],
    ['folder/a b+c%20.hdf', 's3://bucket/vivarium/artifacts/folder/a b+c%20.hdf'],
    ['naïve 🦠.hdf', 's3://bucket/vivarium/artifacts/naïve 🦠.hdf'],
    ['a..b/...', 's3://bucket/vivarium/artifacts/a..b/...'],
    ['#?&<>"\'*', 's3://bucket/vivarium/artifacts/#?&<>"\'*'],
  ])('%s', (name, uri) => expect(targetOf(to, name)).toBe(uri));

  it.each([
    '',
    '..',
    '../x',
    'a/../b',
    './a',
    'a/',
    '/a',
    'a//b',
    'a\\b',
    'new\nline',
    'nul\0',
    'del\u007f',
    '\ud800',
    'x'.repeat(1025),
  ])('refuses %j and names it', (name) => {
    try {
      targetOf(to, name);
      expect.unreachable();
    } catch (error) {
      if (!isAppError(error)) throw error;
      expect(error.code).toBe('bad-input');
      expect(error.data.message).toContain(JSON.stringify(name));
    }
  });

  it('counts bytes, not letters', () => {
    const room = 1024 - 'vivarium/artifacts/'.length;
    expect(targetOf(to, 'x'.repeat(room))).toBeTruthy();
    expect(() => targetOf(to, `${'x'.repeat(room - 1)}ü`)).toThrow();
  });

  it('keeps every name that it takes, letter by letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (name) => {
        if (problemOf(name) !== null) return;
        expect(relativeTo(to, targetOf(to, name))).toBe(name);
      }),
    );
  });
});

describe('localName', () => {
  it('is the last part', () => expect(localName(s3Uri('b', 'a/b c.hdf'))).toBe('b c.hdf'));
  it.each(['a/..', '', 'folder/', 'a/c\\d', 'a/x\0'])('refuses the key %j', (key) =>
    expect(() => localName(s3Uri('b', key))).toThrow(),
  );
});
