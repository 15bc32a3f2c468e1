import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KeyspaceError } from '#main/domain/keyspace/errors';
import { PSIMULATE_VERSIONS, type PsimulateVersion } from '#main/domain/keyspace/samples';

const ROOT = fileURLToPath(new URL('../../fixtures/keyspace/', import.meta.url));

export interface GoldenCase {
  name: string;
  psimulate: PsimulateVersion;
  /** The text of a file of this case, e.g. `read('keyspace.yaml')`. */
  read(file: string): string;
}

/** The recorded cases of both psimulates that have `file`. */
export function goldenCases(file: string): GoldenCase[] {
  return PSIMULATE_VERSIONS.flatMap((psimulate) => {
    const folders = readdirSync(ROOT + psimulate, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return folders.map((folder) => ({
      name: `${psimulate} ${folder.name}`,
      psimulate,
      folder: `${ROOT}${psimulate}/${folder.name}/`,
    }));
  })
    .filter(({ folder }) => existsSync(folder + file))
    .map(({ name, psimulate, folder }) => ({ name, psimulate, read: (name_) => readFileSync(folder + name_, 'utf8') }));
}

/** A recorded file beside the cases. */
export function readFixture(file: string): string {
  return readFileSync(ROOT + file, 'utf8');
}

/** The order of a keyspace's branch values comes from Python's sets and means nothing. */
export function asSets(keyspace: Record<string, readonly unknown[]>): Record<string, unknown> {
  const entries = Object.entries(keyspace).map(([key, values]) => {
    const ordered = key === 'input_draw' || key === 'random_seed';
    return [key, ordered ? values : values.map((value) => JSON.stringify(value)).sort()];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** What `run` throws, as Python would print it; undefined when it does not throw. */
export function goldenError(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof KeyspaceError) return error.golden;
    throw error;
  }
  return undefined;
}
