import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, describeSpecifier, minorOf, satisfies } from '#main/adapters/python/versions';

describe('satisfies()', () => {
  it.each([
    ['3.11.7', '>=3.10,<3.14', true],
    ['3.14.0', '>=3.10,<3.14', false],
    ['3.9.18', '>=3.10', false],
    ['3.10.0', '>=3.10', true],
    ['3.10.0', '>3.10', false],
    ['3.10.1', '!=3.10.1', false],
    ['3.8.18', '>=3.8', true],
    ['3.12.1', ' >=3.10 , <=3.12.1 ', true],
    ['2.7.18', '', true],
  ])('%s meets "%s": %s', (version, specifier, expected) => {
    expect(satisfies(version, specifier)).toBe(expected);
  });

  it('refuses what it does not know', () => {
    expect(() => satisfies('3.11.7', '~=3.10')).toThrow('Not a version specifier: ~=3.10');
  });
});

it('orders versions by numbers, not letters', () => {
  const version = fc.array(fc.nat(30), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(version, version, (a, b) => {
      const expected = a.map((n, i) => Math.sign(n - (b[i] ?? 0))).find((sign) => sign !== 0) ?? 0;
      expect(compareVersions(a.join('.'), b.join('.'))).toBe(expected);
    }),
  );
});

it('says a specifier in words', () => {
  expect(describeSpecifier('>=3.10,<3.14')).toBe('Python 3.10 or newer, but older than 3.14');
  expect(describeSpecifier('>=3.8')).toBe('Python 3.8 or newer');
  expect(minorOf('3.11.7')).toBe('3.11');
});
