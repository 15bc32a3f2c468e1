import type { Generation } from '#contract/workspace';
import type { Scheduler } from '../schedulers/port.ts';
import type { Shell } from '../shells/port.ts';

/** A connected cluster: where to ask (shell), whom to ask (scheduler), and what its nodes need to run the worker. */
export interface Launcher {
  readonly shell: Shell;
  readonly scheduler: Scheduler;
  /** Worker processes at a time that suit it; null: the scheduler decides. */
  readonly slots: number | null;
  /** The program and environment with which a node runs a worker file for the given vivarium generation. */
  worker(
    generation: Generation,
    workerFile: { uri: string; localPath: string },
  ): Promise<{ argv: string[]; env: Record<string, string> }>;
}
