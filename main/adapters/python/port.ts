import type { Progress } from '#contract/activity';

export interface Interpreter {
  path: string;
  /** `3.11.7` */
  version: string;
}

/** A virtual environment by name and its pinned requirements. */
export interface EnvironmentSpec {
  name: string;
  /** Path of a pinned requirements file. */
  requirements: string;
  /** Python versions it works with, as a specifier: `>=3.10,<3.14`. */
  requires: string;
  /** True where the file names every package that is needed, with its version: pip then resolves nothing. Default false. */
  complete?: boolean;
}

export interface EnsureOptions {
  onProgress?: (detail: string, progress: Progress | null) => void;
  signal?: AbortSignal;
}

/** Python on this computer. */
export interface Python {
  /** The best interpreter for a specifier; null where there is none. */
  find(requires: string): Promise<Interpreter | null>;
  /** The environment's interpreter where it is there and complete for these requirements; null where not. */
  ready(spec: EnvironmentSpec): Promise<string | null>;
  /** Makes it where it is missing or outdated and answers its interpreter. Errors: `missing-part` (no Python), `unreachable`, `no-space`. */
  ensure(spec: EnvironmentSpec, options?: EnsureOptions): Promise<string>;
}
