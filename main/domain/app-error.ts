import type { AppErrorData, ErrorCode } from '#contract/app-error';

const brand = Symbol.for('vivarium-aws.app-error');

/** An error made for the user's eyes: the contract's one shape, with the technical cause kept for the log only. */
export class AppError extends Error {
  readonly data: AppErrorData;
  readonly [brand] = true;

  constructor({
    cause,
    ...data
  }: Omit<AppErrorData, 'retry' | 'advice'> & { retry?: boolean; advice?: string | null; cause?: unknown }) {
    super(data.message, { cause });
    this.name = 'AppError';
    this.data = { retry: false, advice: null, ...data };
  }

  get code(): ErrorCode {
    return this.data.code;
  }
}

/** By brand, not `instanceof`: errors cross bundles. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && brand in error;
}

/** True for what an aborted `AbortSignal` makes libraries throw. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || (isAppError(error) && error.code === 'interrupted'));
}

/** Turns whatever was thrown into the one shape. What is unknown is called our mistake, in plain words. */
export function toAppError(error: unknown, doing: string): AppError {
  if (isAppError(error)) return error;
  if (isAbort(error)) return new AppError({ code: 'interrupted', doing, message: 'It was cancelled.', cause: error });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = SYSTEM_ERRORS[code];
  if (known) return new AppError({ ...known, doing, cause: error });
  return new AppError({
    code: 'internal',
    doing,
    message: `Something unexpected went wrong: ${error instanceof Error ? error.message : String(error)}`,
    advice: 'Try again; if it happens again, report it with the log of the app.',
    cause: error,
  });
}

const SYSTEM_ERRORS: Record<string, Pick<AppErrorData, 'code' | 'message' | 'advice' | 'retry'>> = {
  ENOSPC: {
    code: 'no-space',
    message: 'The disk is full.',
    advice: 'Make room on the disk, then try again.',
    retry: true,
  },
  EDQUOT: {
    code: 'no-space',
    message: 'Your disk quota is used up.',
    advice: 'Make room, then try again.',
    retry: true,
  },
  EACCES: {
    code: 'denied',
    message: 'This computer does not permit it.',
    advice: 'Check who owns the file or folder and its permissions.',
    retry: false,
  },
  ENOENT: {
    code: 'not-found',
    message: 'A file or folder that it needs is not there.',
    advice: 'Check the path, then try again.',
    retry: false,
  },
  ENOTDIR: {
    code: 'bad-input',
    message: 'A part of the path is a file, not a folder.',
    advice: 'Check the path, then try again.',
    retry: false,
  },
  EISDIR: {
    code: 'bad-input',
    message: 'A file is needed there, and it is a folder.',
    advice: 'Name a file, then try again.',
    retry: false,
  },
  EROFS: {
    code: 'denied',
    message: 'The disk is read-only.',
    advice: 'Choose a folder that can be written.',
    retry: false,
  },
  ECONNREFUSED: {
    code: 'unreachable',
    message: 'The server did not answer.',
    advice: 'Check that it runs and try again.',
    retry: true,
  },
};
