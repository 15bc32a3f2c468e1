import type { ArtifactKey } from '#contract/artifact';

/** Reads vivarium's data artifacts: HDF files as PyTables writes them. */
export interface Artifacts {
  /**
   * All keys of the file, sorted, each with its columns, its first rows and its JSON value.
   * @throws AppError `bad-input` where it is no such file.
   */
  keys(path: string): Promise<ArtifactKey[]>;
}
