import type { z } from 'zod';
import { AppError } from '#main/domain/app-error';
import type { CommandOutput } from '../shells/port.ts';

/** Text of a tool kept in an error, in characters. */
const KEPT = 500;

/** A scheduler's JSON answer, checked; a tool that failed or said something else is an AppError with its last line. */
export function parseJsonAnswer<T>(output: CommandOutput, schema: z.ZodType<T>, doing: string): T {
  if (output.exitCode !== 0) {
    const said = (output.stderr.trim() || output.stdout.trim()).split('\n').at(-1)?.slice(0, KEPT);
    throw new AppError({
      code: 'failed',
      doing,
      message: `The scheduler's command failed (exit code ${output.exitCode})${said ? `: ${said}` : ' and gave no reason.'}`,
      advice: 'Try again; if it happens again, look at the scheduler.',
      retry: true,
      cause: output.stderr.slice(-4 * KEPT),
    });
  }
  const parsed = schema.safeParse(json(output.stdout));
  if (parsed.success) return parsed.data;
  const said = output.stdout.trim().slice(0, KEPT);
  throw new AppError({
    code: 'failed',
    doing,
    message: `The scheduler's answer cannot be read: ${said || 'it was empty'}`,
    cause: parsed.error,
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
