import { typeError } from '../errors.ts';
import { hashKey, isContainer, PyDict, PyTimestamp, typeName, type PyValue } from './values.ts';

/** Python's `a == b`; lists and dicts compare by content. */
export function equals(a: PyValue, b: PyValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equals(item, b[i] ?? null));
  }
  if (a instanceof PyDict) {
    if (!(b instanceof PyDict) || a.size !== b.size) return false;
    return a.entries().every(([key, value]) => b.has(key) && equals(value, b.get(key) ?? null));
  }
  return !isContainer(b) && !Number.isNaN(a) && hashKey(a) === hashKey(b);
}

/** Python's `a < b`, with its TypeError for types that have no order between them. */
export function lessThan(a: PyValue, b: PyValue): boolean {
  if (typeof a === 'string' && typeof b === 'string') return comesBefore(a, b);
  if (isNumber(a) && isNumber(b)) return asComparable(a) < asComparable(b);
  if (Array.isArray(a) && Array.isArray(b)) return tupleLessThan(a, b);
  if (a instanceof PyTimestamp && b instanceof PyTimestamp && typeName(a) === typeName(b)) return a.iso < b.iso;
  throw typeError(`'<' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** Python's `sorted(pairs)` for (key, value) tuples: the value decides, and can fail, only between equal keys. */
export function sortedPairs(pairs: readonly [PyValue, PyValue][]): [PyValue, PyValue][] {
  const sorted: [PyValue, PyValue][] = [];
  for (const pair of pairs) {
    // Binary insertion, right of equals: stable, and it meets incomparable keys in the order in which Python does.
    let low = 0;
    let high = sorted.length;
    // Python first walks the run that is sorted already, so a pair is tried against its predecessor before all else.
    const last = sorted[high - 1];
    if (last === undefined || !tupleLessThan(pair, last)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tupleLessThan(pair, sorted[middle] ?? pair)) high = middle;
      else low = middle + 1;
    }
    sorted.splice(low, 0, pair);
  }
  return sorted;
}

function tupleLessThan(a: readonly PyValue[], b: readonly PyValue[]): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left = null, right = null] = [a[i], b[i]];
    if (!equals(left, right)) return lessThan(left, right);
  }
  return a.length < b.length;
}

function isNumber(value: PyValue): value is boolean | bigint | number {
  return typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number';
}

function asComparable(value: boolean | bigint | number): bigint | number {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Python orders text by code point; JavaScript's `<` orders by UTF-16 unit, which differs beyond U+FFFF. */
function comesBefore(a: string, b: string): boolean {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, i) => character !== right[i]);
  if (at < 0) return left.length < right.length;
  const other = right[at];
  return other !== undefined && (left[at]?.codePointAt(0) ?? 0) < (other.codePointAt(0) ?? 0);
}
