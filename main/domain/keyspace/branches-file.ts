import { KeyspaceError } from './errors.ts';
import { typeName, PyDict } from './python/values.ts';
import { load } from './pyyaml/load.ts';

/**
 * Reads the text of a branches.yaml as psimulate does, without judging what is in it.
 * @throws KeyspaceError PyYAML's error for broken YAML, and Python's for a file that holds anything but a mapping
 */
export function parseBranchesFile(text: string): PyDict {
  const data = load(text);
  if (data instanceof PyDict) return data;
  // psimulate asks the file for its counts at once, so this is what a user of it sees.
  throw new KeyspaceError('AttributeError', `'${typeName(data)}' object has no attribute 'get'`);
}
