/**
 * Python's values as PyYAML makes them. Integers are bigint and floats are number, so that `1` and `1.0` stay apart
 * (they are written differently and give columns of different types) and no integer loses digits.
 */
export type PyValue = null | boolean | bigint | number | string | PyTimestamp | PyList | PyDict;
export type PyList = PyValue[];

/** A `datetime.date` or `datetime.datetime`: `iso` as PyYAML writes it, `repr` as Python shows it. */
export class PyTimestamp {
  readonly iso: string;
  readonly repr: string;

  constructor(iso: string, repr: string) {
    this.iso = iso;
    this.repr = repr;
  }
}

/** A `dict`: keeps the order of insertion, and finds keys by Python's equality (`1 == 1.0 == True`). */
export class PyDict {
  private readonly items = new Map<string, [key: PyValue, value: PyValue]>();

  get size(): number {
    return this.items.size;
  }

  has(key: PyValue): boolean {
    return this.items.has(hashKey(key));
  }

  get(key: PyValue): PyValue | undefined {
    return this.items.get(hashKey(key))?.[1];
  }

  /** As in Python, replacing a value keeps the first spelling and the place of its key. */
  set(key: PyValue, value: PyValue): void {
    const hash = hashKey(key);
    const item = this.items.get(hash);
    if (item) item[1] = value;
    else this.items.set(hash, [key, value]);
  }

  entries(): [key: PyValue, value: PyValue][] {
    return [...this.items.values()];
  }

  keys(): PyValue[] {
    return this.entries().map(([key]) => key);
  }
}

/** A list or dict: mutable, so unhashable, and written once with an anchor when it is shared. */
export function isContainer(value: PyValue): value is PyList | PyDict {
  return Array.isArray(value) || value instanceof PyDict;
}

/** Equal for two hashable values exactly when Python's `==` holds between them. */
export function hashKey(value: PyValue): string {
  if (typeof value === 'string') return `s${value}`;
  if (typeof value === 'boolean') return value ? 'n1' : 'n0';
  if (typeof value === 'bigint') return `n${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`;
  if (value === null) return 'null';
  if (value instanceof PyTimestamp) return `t${value.iso}`;
  throw new Error('hashKey: the caller must have refused lists and dicts');
}

/** The name that Python's own error texts use for the type of `value`. */
export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'str';
  if (Array.isArray(value)) return 'list';
  if (value instanceof PyDict) return 'dict';
  return value.iso.length === 10 ? 'datetime.date' : 'datetime.datetime';
}

/** Python's `bool(value)`. */
export function isTruthy(value: PyValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PyDict) return value.size > 0;
  // JavaScript takes NaN for false; Python does not.
  return Boolean(value) || Number.isNaN(value);
}
