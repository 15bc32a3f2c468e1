import { ORPCError, ValidationError } from '@orpc/server';
import type { AppErrorData, ErrorCode } from '#contract/app-error';
import { type AppError, isAppError, toAppError } from '#main/domain/app-error';
import { redact } from '#main/domain/redact';
import type { Platform } from '#main/platform';
import { badInput } from './bad-input.ts';

const STATUS: Record<ErrorCode, number> = {
  'bad-input': 400,
  'not-found': 404,
  'already-there': 409,
  'missing-part': 424,
  unreachable: 502,
  denied: 403,
  'no-space': 507,
  'query-failed': 422,
  interrupted: 499,
  failed: 500,
  internal: 500,
};

type Wire = ORPCError<string, AppErrorData>;

/** Whatever a call threw, as the one error shape in `data`; its cause goes to the log, once, and nowhere else. */
export function toWire(error: unknown, doing: string, log: Platform['log']): Wire {
  const appError = asAppError(error, doing);
  logCause(appError, log);
  const { data } = appError;
  return new ORPCError<string, AppErrorData>(data.code, { status: STATUS[data.code], message: data.message, data });
}

function asAppError(error: unknown, doing: string): AppError {
  if (error instanceof ORPCError && error.cause instanceof ValidationError) {
    if (error.code === 'BAD_REQUEST') return badInput(error.cause, doing);
    return toAppError(new Error(`${error.message} (${describeIssues(error.cause)})`), doing);
  }
  return toAppError(error, doing);
}

function describeIssues({ issues }: ValidationError): string {
  return issues.map(({ message, path }) => `${(path ?? []).map(String).join('.')}: ${message}`).join('; ');
}

/** What the user did or chose is no news for the log, except as a line; our own mistakes keep their stack there. */
function logCause(error: AppError, log: Platform['log']): void {
  const { code, doing, message } = error.data;
  if (code === 'bad-input' || code === 'interrupted' || code === 'query-failed') return;
  const cause = causes(error);
  log(
    code === 'internal' ? 'error' : 'warning',
    redact(`${doing}: ${message}`),
    cause ? { code, cause: redact(cause) } : { code },
  );
}

function causes(error: AppError): string | null {
  if (error.cause === undefined) return null;
  if (error.cause instanceof Error) {
    const inner = isAppError(error.cause) ? causes(error.cause) : null;
    return [error.cause.stack ?? error.cause.message, inner].filter(Boolean).join('\ncaused by: ');
  }
  return String(error.cause);
}
