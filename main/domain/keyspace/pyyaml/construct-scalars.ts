import { KeyspaceError } from '../errors.ts';
import { repr } from '../python/text.ts';
import type { PyValue } from '../python/values.ts';
import { constructTimestamp } from './construct-timestamp.ts';

const BOOLEANS = new Map(Object.entries({ yes: true, no: false, true: true, false: false, on: true, off: false }));

const CONSTRUCTORS: Record<string, (text: string) => PyValue> = {
  null: () => null,
  bool: constructBool,
  int: constructInt,
  float: constructFloat,
  str: (text) => text,
  timestamp: constructTimestamp,
  'python/none': () => null,
  'python/bool': constructBool,
  'python/int': constructInt,
  'python/long': constructInt,
  'python/float': constructFloat,
  'python/str': (text) => text,
  'python/unicode': (text) => text,
};

/** What makes a value of a scalar's text, by the name of its tag under `tag:yaml.org,2002:`. */
export const SCALARS = new Map(Object.entries(CONSTRUCTORS));

function constructBool(text: string): boolean {
  const value = BOOLEANS.get(text.toLowerCase());
  if (value === undefined) throw new KeyspaceError('KeyError', repr(text.toLowerCase()));
  return value;
}

/** YAML 1.1's integers: `0b`, `0x`, a leading zero for octal, `_` between digits, and `1:30` to the base 60. */
function constructInt(text: string): bigint {
  const digits = text.replaceAll('_', '');
  if (digits === '') throw new KeyspaceError('IndexError', 'string index out of range');
  const sign = digits.startsWith('-') ? -1n : 1n;
  const body = /^[-+]/.test(digits) ? digits.slice(1) : digits;
  return sign * unsignedInt(body);
}

function unsignedInt(body: string): bigint {
  if (body === '') throw new KeyspaceError('IndexError', 'string index out of range');
  if (body.startsWith('0b')) return parseInBase(body.slice(2), 2, '0b');
  if (body.startsWith('0x')) return parseInBase(body.slice(2), 16, '0x');
  if (body !== '0' && body.startsWith('0')) return parseInBase(body, 8, '0o');
  return body.split(':').reduce((sum, part) => sum * 60n + parseInBase(part, 10, ''), 0n);
}

function parseInBase(digits: string, base: number, prefix: string): bigint {
  const legal = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-fA-F]+$/ }[base];
  if (!legal?.test(digits)) {
    throw new KeyspaceError('ValueError', `invalid literal for int() with base ${base}: ${repr(digits)}`);
  }
  return BigInt(prefix + digits);
}

function constructFloat(text: string): number {
  const lower = text.replaceAll('_', '').toLowerCase();
  if (lower === '') throw new KeyspaceError('IndexError', 'string index out of range');
  const sign = lower.startsWith('-') ? -1 : 1;
  const body = /^[-+]/.test(lower) ? lower.slice(1) : lower;
  if (body === '.inf') return sign * Infinity;
  if (body === '.nan') return NaN;
  if (!body.includes(':')) return sign * parseFloatStrictly(body);
  // Summed from the last part up, as Python does: the order decides the last bits.
  const parts = body.split(':').map(parseFloatStrictly).reverse();
  return sign * parts.reduce((sum, part, i) => sum + part * 60 ** i, 0);
}

function parseFloatStrictly(digits: string): number {
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits)) {
    throw new KeyspaceError('ValueError', `could not convert string to float: ${repr(digits)}`);
  }
  return Number(digits);
}
