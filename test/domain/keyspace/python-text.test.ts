import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatRepr, repr, str } from '#main/domain/keyspace/python/text';
import { PyDict, PyTimestamp, typeName, type PyValue } from '#main/domain/keyspace/python/values';

describe('floatRepr() as Python', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [123456789012345680, '1.2345678901234568e+17'],
    [1e100, '1e+100'],
    [5e-324, '5e-324'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
  ])('%d is %s', (value, expected) => {
    expect(floatRepr(value)).toBe(expected);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(floatRepr(value))).toBe(value);
      }),
    );
  });
});

describe('repr() as Python', () => {
  const dict = new PyDict();
  dict.set('a', [1n, 1]);
  const date = new PyTimestamp('2020-01-02', 'datetime.date(2020, 1, 2)');
  const loop: PyValue[] = [];
  loop.push(loop);

  it.each<[string, PyValue, string]>([
    ['NoneType', null, 'None'],
    ['bool', true, 'True'],
    ['int', 12345678901234567890n, '12345678901234567890'],
    ['float', 2, '2.0'],
    ['str', "it's", `"it's"`],
    ['str', `"it's"`, `'"it\\'s"'`],
    ['str', 'a\n\t\\\x07é\xa0\u200b\u{1f600}\u{e0001}', `'a\\n\\t\\\\\\x07é\\xa0\\u200b\u{1f600}\\U000e0001'`],
    ['list', ['a', false], "['a', False]"],
    ['list', loop, '[[...]]'],
    ['dict', dict, "{'a': [1, 1.0]}"],
    ['datetime.date', date, 'datetime.date(2020, 1, 2)'],
  ])('%s %#', (type, value, expected) => {
    expect(typeName(value)).toBe(type);
    expect(repr(value)).toBe(expected);
  });

  it('str() shows text and dates bare', () => {
    expect(str('a b')).toBe('a b');
    expect(str(date)).toBe('2020-01-02');
    expect(str(1)).toBe('1.0');
  });
});

describe('PyDict', () => {
  it('finds keys by Python equality and keeps the first spelling', () => {
    const dict = new PyDict();
    dict.set(1n, 'int');
    dict.set(true, 'bool');
    dict.set(1, 'float');
    dict.set('1', 'text');
    expect(dict.entries()).toEqual([
      [1n, 'float'],
      ['1', 'text'],
    ]);
  });
});
