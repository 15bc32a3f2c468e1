import { iterate } from './counts.ts';
import { KeyspaceError } from './errors.ts';
import { fromPlain, toPlain, toPlainDict, type Branch, type PlainValue } from './plain.ts';
import { PyDict } from './python/values.ts';
import { dump } from './pyyaml/dump.ts';
import { load } from './pyyaml/load.ts';

/** keyspace.yaml, character for character as psimulate's `yaml.dump` writes these values. */
export function writeKeyspaceFile(keyspace: Record<string, PlainValue[]>): string {
  return dump(fromPlain(keyspace));
}

/** The expanded branches.yaml, as psimulate's `yaml.dump` writes these branches. */
export function writeBranchesFile(branches: readonly Branch[]): string {
  return dump(branches.map(fromPlain));
}

/** @throws KeyspaceError when the text is no keyspace.yaml */
export function readKeyspaceFile(text: string): Record<string, PlainValue[]> {
  const keyspace = readKeyspace(text);
  return Object.fromEntries(keyspace.entries().map(([key, values]) => [String(key), iterate(values).map(toPlain)]));
}

/** @throws KeyspaceError when the text is no expanded branches.yaml */
export function readBranchesFile(text: string): Branch[] {
  return readBranches(text).map(toPlainDict);
}

/** A stored keyspace with Python's own types, for writing it again unchanged. */
export function readKeyspace(text: string): PyDict {
  const data = load(text);
  if (data instanceof PyDict && ['input_draw', 'random_seed'].every((axis) => Array.isArray(data.get(axis))))
    return data;
  throw new KeyspaceError('ValueError', 'keyspace.yaml must be a mapping with lists of input_draw and random_seed.');
}

/** Stored branches with Python's own types, for writing them again unchanged. */
export function readBranches(text: string): PyDict[] {
  const data = load(text);
  const branches = Array.isArray(data) ? data.filter((branch) => branch instanceof PyDict) : [];
  if (Array.isArray(data) && branches.length === data.length) return branches;
  throw new KeyspaceError('ValueError', 'An expanded branches.yaml must be a list of mappings.');
}
