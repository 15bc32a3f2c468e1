import { iterate } from './counts.ts';
import { KeyspaceError, typeError } from './errors.ts';
import { collapse } from './collapse.ts';
import { sortedPairs } from './python/compare.ts';
import { PyDict, typeName, type PyList, type PyValue } from './python/values.ts';

/** psimulate has no such limit; a sweep of this many branches is a slip, and would fill the memory. */
const MAX_BRANCHES = 1_000_000;

/**
 * The single branches that the templates under `branches:` stand for: of each template the product of its lists, keys
 * sorted by their dotted names, the first key running fastest. Source: expand_branch_templates.
 * @throws KeyspaceError
 */
export function expandBranches(templates: PyValue): PyDict[] {
  const branches: [PyValue, PyValue][][] = [];
  for (const template of iterate(templates)) branches.push(...expandTemplate(template, branches.length));
  return branches.map(nest);
}

function expandTemplate(template: PyValue, already: number): [PyValue, PyValue][][] {
  const items = sortedPairs(collapse(template)).map(([key, value]): [PyValue, PyList] => {
    return [key, Array.isArray(value) ? value : [value]];
  });
  const size = items.reduce((product, [, values]) => product * values.length, 1);
  if (already + size > MAX_BRANCHES) {
    throw new KeyspaceError('MemoryError', `This file describes more than ${MAX_BRANCHES} branches.`);
  }
  // Kept by key and not by item, as psimulate does: a key that is written twice (nested and dotted) shares its place.
  const pointers = new Map<PyValue, number>(items.map(([key]) => [key, 0]));
  return Array.from({ length: size }, () => {
    let tick = true;
    return items.map(([key, values]): [PyValue, PyValue] => {
      const pointer = pointers.get(key) ?? 0;
      const value = values[pointer];
      if (value === undefined) throw new KeyspaceError('IndexError', 'list index out of range');
      if (tick) {
        tick = pointer + 1 >= values.length;
        pointers.set(key, tick ? 0 : pointer + 1);
      }
      return [key, value];
    });
  });
}

/** The nested dict of a branch's dotted keys; values are put in as they are, so a dict among them can be added to. */
function nest(items: readonly [PyValue, PyValue][]): PyDict {
  const root = new PyDict();
  for (const [key, value] of items) {
    if (typeof key !== 'string') {
      throw new KeyspaceError('AttributeError', `'${typeName(key)}' object has no attribute 'split'`);
    }
    const parts = key.split('.');
    const last = parts.pop() ?? '';
    let current: PyValue = root;
    for (const part of parts) current = descend(current, part);
    assign(current, last, value);
  }
  return root;
}

function descend(current: PyValue, part: string): PyValue {
  if (!(current instanceof PyDict)) throw cannotHold(current, part);
  const found = current.get(part);
  if (found !== undefined) return found;
  const made = new PyDict();
  current.set(part, made);
  return made;
}

/** What Python says when a key leads into a value that is no dict: `part in current`, then `current[part]`. */
function cannotHold(current: PyValue, part: string): KeyspaceError {
  if (typeof current === 'string' && current.includes(part)) {
    return typeError("string indices must be integers, not 'str'");
  }
  if (typeof current === 'string' || Array.isArray(current)) return cannotAssign(current);
  return typeError(`argument of type '${typeName(current)}' is not iterable`);
}

function assign(current: PyValue, key: string, value: PyValue): void {
  if (!(current instanceof PyDict)) throw cannotAssign(current);
  current.set(key, value);
}

function cannotAssign(current: PyValue): KeyspaceError {
  if (Array.isArray(current)) return typeError('list indices must be integers or slices, not str');
  return typeError(`'${typeName(current)}' object does not support item assignment`);
}
