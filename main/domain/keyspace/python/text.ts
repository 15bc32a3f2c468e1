import type { PyDict } from './values.ts';
import { PyTimestamp, type PyList, type PyValue } from './values.ts';

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
// What Python's str.isprintable() refuses: all "other" and "separator" characters but the space.
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

/** Python's `repr(value)`. */
export function repr(value: PyValue, parents: (PyList | PyDict)[] = []): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return floatRepr(value);
  if (typeof value === 'string') return stringRepr(value);
  if (value instanceof PyTimestamp) return value.repr;
  const inner = [...parents, value];
  if (Array.isArray(value)) {
    return parents.includes(value) ? '[...]' : `[${value.map((item) => repr(item, inner)).join(', ')}]`;
  }
  const items = () => value.entries().map(([key, item]) => `${repr(key, inner)}: ${repr(item, inner)}`);
  return parents.includes(value) ? '{...}' : `{${items().join(', ')}}`;
}

/** Python's `str(value)`. */
export function str(value: PyValue): string {
  if (typeof value === 'string') return value;
  return value instanceof PyTimestamp ? value.iso : repr(value);
}

/** Python's `repr(float)`: shortest digits, an exponent below 1e-4 and from 1e16, always a point or an exponent. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${digits}e${sign}${Math.abs(exponent).toString().padStart(2, '0')}`;
  }
  // JavaScript writes a plain decimal in the whole of this range.
  const plain = value.toString();
  return plain.includes('.') ? plain : `${plain}.0`;
}

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = Array.from(text, (character) => {
    if (character === quote) return `\\${character}`;
    return ESCAPES[character] ?? (character !== ' ' && UNPRINTABLE.test(character) ? hexEscape(character) : character);
  });
  return quote + body.join('') + quote;
}

function hexEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
