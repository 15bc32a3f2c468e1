import { checkArtifactPath, type ArtifactExists } from './artifact-path.ts';
import { KeyspaceError, typeError } from './errors.ts';
import { collapse } from './collapse.ts';
import { isContainer, PyDict, typeName, type PyValue } from './python/values.ts';

export const ARTIFACT_PATH_KEY = 'input_data.artifact_path';

/**
 * The distinct values of every dotted key over all branches, in the order in which they first occur (psimulate keeps them
 * in sets, so in its own file their order means nothing). Source: calculate_keyspace.
 * @throws KeyspaceError where branches have different keys, a value is a list, or a later branch's artifact is not there
 */
export function branchValues(branches: readonly PyDict[], artifactExists: ArtifactExists): PyDict {
  const [first, ...others] = branches;
  if (!first) throw new KeyspaceError('IndexError', 'list index out of range');
  const axes = new PyDict();
  for (const [key, value] of collapse(first)) axes.set(key, setOf(value));
  for (const branch of others) {
    const values = new PyDict();
    for (const [key, value] of collapse(branch)) values.set(key, value);
    if (values.size !== axes.size || values.keys().some((key) => !axes.has(key))) {
      throw new KeyspaceError('ValueError', 'All branches must have the same keys');
    }
    for (const [key, value] of values.entries()) {
      if (key === ARTIFACT_PATH_KEY) checkArtifactPath(value, artifactExists);
      addTo(axes.get(key), value);
    }
  }
  const lists = new PyDict();
  for (const [key, set] of axes.entries()) lists.set(key, set instanceof PyDict ? set.keys() : []);
  return lists;
}

/** A Python set, kept as a dict's keys. */
function setOf(value: PyValue): PyDict {
  const set = new PyDict();
  addTo(set, value);
  return set;
}

function addTo(set: PyValue | undefined, value: PyValue): void {
  if (isContainer(value)) throw typeError(`unhashable type: '${typeName(value)}'`);
  if (set instanceof PyDict) set.set(value, null);
}
