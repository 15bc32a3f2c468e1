import { floatRepr } from '../python/text.ts';
import { PyTimestamp, type PyDict, type PyList, type PyValue } from '../python/values.ts';

export type PyScalar = Exclude<PyValue, PyList | PyDict>;

/** A scalar's text and the length of its short tag (`!!str`), which PyYAML counts when it measures keys. */
export interface Representation {
  text: string;
  isText: boolean;
  tagLength: number;
}

/** Source: representer.py. */
export function represent(value: PyScalar): Representation {
  if (typeof value === 'string') return { text: value, isText: true, tagLength: '!!str'.length };
  if (value === null) return { text: 'null', isText: false, tagLength: '!!null'.length };
  if (typeof value === 'boolean') return { text: String(value), isText: false, tagLength: '!!bool'.length };
  if (typeof value === 'bigint') return { text: value.toString(), isText: false, tagLength: '!!int'.length };
  if (value instanceof PyTimestamp) return { text: value.iso, isText: false, tagLength: '!!timestamp'.length };
  return { text: representFloat(value), isText: false, tagLength: '!!float'.length };
}

function representFloat(value: number): string {
  const text = floatRepr(value);
  if (text.endsWith('inf') || text === 'nan') return text.replace(/(inf|nan)/, '.$1');
  // YAML 1.1 asks for a point in a float.
  return text.includes('.') ? text : text.replace('e', '.0e');
}
