import { CommanderError } from 'commander';
import { exitCodeOf, tell, usageError } from './failure.ts';
import { program } from './program.ts';

/** Runs one command line; answers the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  try {
    await program({ json }).parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      const shown = usageError(error);
      // Commander has said it already, except where the error is to be data.
      if (json) tell(shown, json);
      return 2;
    }
    const [{ sentErrorOf }, { toAppError }] = await Promise.all([
      import('#contract/app-error-of'),
      import('#main/domain/app-error'),
    ]);
    const shown = sentErrorOf(error) ?? toAppError(error, 'running the command').data;
    tell(shown, json);
    return exitCodeOf(shown);
  }
}
