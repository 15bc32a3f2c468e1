import { execa, ExecaError } from 'execa';
import { AppError } from '#main/domain/app-error';
import type { Command, CommandOutput, Shell } from './port.ts';

export interface LocalShellOptions {
  /** Bytes that standard output or standard error may have; a program that says more is ended. */
  outputLimit?: number;
  /** Milliseconds until a program is ended that was given no time of its own. */
  timeoutMs?: number;
}

/** Runs programs on this computer, without a shell in between. */
export function createLocalShell({
  outputLimit = 64 * 2 ** 20,
  timeoutMs: usually = 60_000,
}: LocalShellOptions = {}): Shell {
  return {
    async run(
      { argv: [program = '', ...args], env, stdin }: Command,
      { signal, timeoutMs = usually } = {},
    ): Promise<CommandOutput> {
      const result = await execa(program, args, {
        env,
        ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin }),
        cancelSignal: signal,
        timeout: timeoutMs,
        forceKillAfterDelay: 2000,
        maxBuffer: outputLimit,
        stripFinalNewline: false,
        reject: false,
        windowsHide: true,
      });
      if (result instanceof ExecaError) refuse(result, { program, timeoutMs, outputLimit });
      // A program that a signal ended has no exit code; shells give it 128 and more.
      return { exitCode: result.exitCode ?? 128, stdout: String(result.stdout), stderr: String(result.stderr) };
    },
    close: () => Promise.resolve(),
  };
}

/** Throws for a program that did not run to its own end; one that only failed is not refused. */
function refuse(
  error: ExecaError,
  { program, timeoutMs, outputLimit }: { program: string; timeoutMs: number; outputLimit: number },
): void {
  const doing = `running ${program}`;
  // Not the whole error: its text holds the arguments.
  const cause = error.code ?? error.signal;
  if (error.isCanceled) throw new AppError({ code: 'interrupted', doing, message: 'It was cancelled.', cause });
  if (error.timedOut) {
    throw new AppError({
      code: 'unreachable',
      doing,
      message: `${program} did not end within ${timeoutMs / 1000} seconds.`,
      advice: 'Try again when the computer is less busy.',
      retry: true,
      cause,
    });
  }
  if (error.isMaxBuffer)
    throw new AppError({ code: 'failed', doing, message: `${program} said more than ${outputLimit} bytes.`, cause });
  if (error.code === 'ENOENT') {
    throw new AppError({
      code: 'missing-part',
      doing,
      message: `The program ${program} was not found on this computer.`,
      advice: 'Install it, or check the path.',
      cause,
    });
  }
  if (error.code === 'EACCES')
    throw new AppError({
      code: 'denied',
      doing,
      message: `The program ${program} may not be run.`,
      advice: "Check the file's permissions.",
      cause,
    });
  if (error.exitCode === undefined && error.signal === undefined)
    throw new AppError({ code: 'failed', doing, message: `${program} could not be started.`, cause });
}
