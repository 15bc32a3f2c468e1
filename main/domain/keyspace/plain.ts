import { floatRepr } from './python/text.ts';
import { PyDict, PyTimestamp, type PyValue } from './python/values.ts';

/** Values for the rest of the app. Timestamps are ISO text; integers beyond 2^53 are text, so that no digit is lost. */
export type PlainValue = string | number | boolean | null | PlainValue[] | { [key: string]: PlainValue };

/** A branch as nested configuration, e.g. `{ intervention: { scenario: 'treated' } }`. */
export type Branch = Record<string, PlainValue>;

/** Python's value as a plain one; `1.0` becomes 1. Keys that are no text are written as Python shows them. */
export function toPlain(value: PyValue): PlainValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof PyTimestamp) return value.iso;
  if (Array.isArray(value)) return value.map(toPlain);
  return value instanceof PyDict ? toPlainDict(value) : value;
}

export function toPlainDict(dict: PyDict): Branch {
  return Object.fromEntries(dict.entries().map(([key, item]) => [plainKey(key), toPlain(item)]));
}

/** A plain value as Python has it: whole numbers become ints. */
export function fromPlain(value: PlainValue): PyValue {
  if (typeof value === 'number') return isInt(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (value === null || typeof value !== 'object') return value;
  const dict = new PyDict();
  for (const [key, item] of Object.entries(value)) dict.set(key, fromPlain(item));
  return dict;
}

/** -0 exists among floats only. */
function isInt(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}

function plainKey(key: PyValue): string {
  if (typeof key === 'string') return key;
  return typeof key === 'number' ? floatRepr(key) : String(toPlain(key));
}
