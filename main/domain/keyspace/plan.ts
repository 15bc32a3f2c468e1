import type { ArtifactExists } from './artifact-path.ts';
import { ARTIFACT_PATH_KEY, branchValues } from './axes.ts';
import { parseBranchesFile } from './branches-file.ts';
import { readAxes, type Axis } from './counts.ts';
import { KeyspaceError } from './errors.ts';
import { expandBranches } from './expand.ts';
import { planOf, type KeyspacePlan } from './keyspace.ts';
import { isTruthy, PyDict, type PyValue } from './python/values.ts';
import { sampleDraws, sampleSeeds, type PsimulateVersion, type SampleSize } from './samples.ts';

export interface PlanRequest {
  /** The text of branches.yaml. */
  text: string;
  psimulate: PsimulateVersion;
  /** Asked for the artifact of every branch but the first, as psimulate does. Default: nothing is there. */
  artifactExists?: ArtifactExists;
  /** An artifact given for the whole run (psimulate's `-i`), which excludes artifacts in the branches. */
  modelArtifactPath?: string;
}

/**
 * The tasks of a branches file, the same and in the same order as the given psimulate makes them.
 * Source: Keyspace.from_branch_configuration of vivarium-cluster-tools.
 * @throws KeyspaceError with psimulate's own text where psimulate refuses the file
 */
export function planKeyspace({ text, psimulate, artifactExists, modelArtifactPath }: PlanRequest): KeyspacePlan {
  const data = parseBranchesFile(text);
  const { draws, seeds } = readAxes(data);
  const branches = data.has('branches') ? expandBranches(data.get('branches') ?? null) : [new PyDict()];
  const keyspace = branchValues(branches, artifactExists ?? (() => false));
  keyspace.set(
    'input_draw',
    axisValues(draws, (size) => sampleDraws(psimulate, size)),
  );
  keyspace.set(
    'random_seed',
    axisValues(seeds, (size) => sampleSeeds(psimulate, size)),
  );
  if (modelArtifactPath !== undefined && keyspace.has(ARTIFACT_PATH_KEY)) {
    throw new KeyspaceError(
      'ConfigurationError',
      'Artifact path cannot be specified both in the branch specification file and as a command line argument.',
    );
  }
  return planOf(keyspace, branches);
}

function axisValues({ count, values }: Axis, sample: (size: SampleSize) => number[]): PyValue {
  if (isTruthy(values)) return values;
  return sample({ value: Number(count), isFloat: typeof count === 'number' }).map(BigInt);
}
