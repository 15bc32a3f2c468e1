import { KeyspaceError, typeError } from './errors.ts';
import { isTruthy, PyDict, typeName, type PyValue } from './python/values.ts';

/** Somewhat under Python's limit of 1,000 frames; a dict nests deeper only when it holds itself. */
const MAX_DEPTH = 950;

/**
 * The leaves of nested dicts with their dotted keys, as vivarium's `collapse_nested_dict`. Empty dicts vanish. Keys that
 * are not text pass at the top (the caller trips over them later) and fail below.
 * @throws KeyspaceError
 */
export function collapse(value: PyValue): [key: PyValue, value: PyValue][] {
  const leaves: [PyValue, PyValue][] = [];
  collapseInto(leaves, value, null, 0);
  return leaves;
}

function collapseInto(leaves: [PyValue, PyValue][], value: PyValue, prefix: PyValue, depth: number): void {
  if (!(value instanceof PyDict)) {
    throw new KeyspaceError('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
  }
  if (depth > MAX_DEPTH) {
    throw new KeyspaceError('RecursionError', 'maximum recursion depth exceeded while calling a Python object');
  }
  for (const [key, item] of value.entries()) {
    const full = joinKeys(prefix, key);
    if (item instanceof PyDict) collapseInto(leaves, item, full, depth + 1);
    else leaves.push([full, item]);
  }
}

/** Python's `prefix + "." + key if prefix else key`. */
function joinKeys(prefix: PyValue, key: PyValue): PyValue {
  if (!isTruthy(prefix)) return key;
  if (typeof prefix !== 'string') throw typeError(`unsupported operand type(s) for +: '${typeName(prefix)}' and 'str'`);
  if (typeof key !== 'string') throw typeError(`can only concatenate str (not "${typeName(key)}") to str`);
  return `${prefix}.${key}`;
}
