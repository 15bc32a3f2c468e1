import { execa } from 'execa';
import { join } from 'node:path';
import { testEnvironment } from './test-cache.ts';

const CLI = join(import.meta.dirname, '..', '..', 'out', 'main', 'cli.js');

export interface CliResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Standard output as one JSON document. */
  json(): unknown;
}

/** Runs the built command line as a user does, with its files under `home`. */
export async function cli(home: string, args: readonly string[], input?: string): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [CLI, ...args], {
    env: testEnvironment(home),
    reject: false,
    input: input ?? '',
  });
  return { exitCode: exitCode ?? -1, stdout, stderr, json: () => JSON.parse(stdout) };
}
