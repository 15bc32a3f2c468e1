/** A program and its arguments; never a line for a shell to take apart. */
export interface Command {
  argv: readonly string[];
  env?: Record<string, string>;
  stdin?: string;
}

export interface CommandOutput {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * A place where programs run: this computer, or a head node over SSH. A program that ran and failed is an output with
 * its exit code; `unreachable`, `missing-part` and `interrupted` are thrown as AppError.
 */
export interface Shell {
  run(command: Command, options?: { signal?: AbortSignal; timeoutMs?: number }): Promise<CommandOutput>;
  close(): Promise<void>;
}
