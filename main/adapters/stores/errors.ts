import type { AppErrorData } from '#contract/app-error';
import { AppError, isAbort, isAppError, toAppError } from '#main/domain/app-error';

type Meaning = Pick<AppErrorData, 'code' | 'message'> & Partial<Pick<AppErrorData, 'advice' | 'retry'>>;

const NO_OBJECT: Meaning = {
  code: 'not-found',
  message: 'There is no such object in S3.',
  advice: 'Check the address.',
};
const NO_BUCKET: Meaning = {
  code: 'not-found',
  message: 'There is no such bucket.',
  advice: "Check the workspace's bucket and region.",
};
const DENIED: Meaning = {
  code: 'denied',
  message: 'S3 does not permit this with the present credentials.',
  advice: "Check the workspace's profile and what its user may do.",
};
const BAD_KEYS: Meaning = {
  code: 'denied',
  message: 'S3 does not accept the access key.',
  advice: "Check the credentials of the workspace's profile.",
};
const EXPIRED: Meaning = {
  code: 'denied',
  message: 'The credentials have expired.',
  advice: 'Renew them (for example by signing in again), then try again.',
};
const CLOCK: Meaning = {
  code: 'denied',
  message: "This computer's clock differs too much from that of S3.",
  advice: 'Set the clock, then try again.',
};
const SILENT: Meaning = {
  code: 'unreachable',
  message: 'The S3 server did not answer.',
  advice: 'Check the connection (or that the sandbox runs), then try again.',
  retry: true,
};
const BUSY: Meaning = {
  code: 'unreachable',
  message: 'S3 is too busy to answer.',
  advice: 'Try again in a minute.',
  retry: true,
};
const BROKEN: Meaning = {
  code: 'failed',
  message: 'The S3 server failed at its end.',
  advice: 'Try again.',
  retry: true,
};
const EXISTS: Meaning = { code: 'already-there', message: 'There is something at this address already.' };
const RACE: Meaning = {
  code: 'failed',
  message: 'Something else wrote to this address at the same time.',
  advice: 'Try again.',
  retry: true,
};
const FULL: Meaning = {
  code: 'no-space',
  message: 'The S3 server has no space left.',
  advice: 'Make room there, then try again.',
  retry: true,
};
const REGION: Meaning = {
  code: 'bad-input',
  message: 'The bucket lies in another region.',
  advice: "Correct the workspace's region.",
};
const NAME: Meaning = {
  code: 'bad-input',
  message: 'S3 does not accept this name.',
  advice: 'Choose a shorter name without unusual characters.',
};
const DAMAGED: Meaning = {
  code: 'failed',
  message: 'The bytes were damaged on their way.',
  advice: 'Try again.',
  retry: true,
};
const GONE_UPLOAD: Meaning = {
  code: 'not-found',
  message: 'S3 no longer knows this upload.',
  advice: 'Start the upload again.',
};

/** By error name (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), SDK error name or system code. */
const BY_NAME: Record<string, Meaning> = {
  NoSuchKey: NO_OBJECT,
  NotFound: NO_OBJECT,
  NoSuchVersion: NO_OBJECT,
  NoSuchBucket: NO_BUCKET,
  NoSuchUpload: GONE_UPLOAD,
  AccessDenied: DENIED,
  AllAccessDisabled: DENIED,
  Forbidden: DENIED,
  InvalidAccessKeyId: BAD_KEYS,
  // versitygw's name for it, with status 404.
  XAdminUserNotFound: BAD_KEYS,
  SignatureDoesNotMatch: BAD_KEYS,
  CredentialsProviderError: BAD_KEYS,
  InvalidToken: BAD_KEYS,
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  RequestTimeTooSkewed: CLOCK,
  ECONNREFUSED: SILENT,
  ECONNRESET: SILENT,
  EPIPE: SILENT,
  ETIMEDOUT: SILENT,
  EHOSTUNREACH: SILENT,
  ENETUNREACH: SILENT,
  ENOTFOUND: SILENT,
  EAI_AGAIN: SILENT,
  TimeoutError: SILENT,
  RequestTimeout: SILENT,
  EPROTO: SILENT,
  HPE_INVALID_CONSTANT: SILENT,
  ERR_STREAM_PREMATURE_CLOSE: SILENT,
  SlowDown: BUSY,
  ServiceUnavailable: BUSY,
  Throttling: BUSY,
  ThrottlingException: BUSY,
  InternalError: BROKEN,
  PreconditionFailed: EXISTS,
  BucketAlreadyExists: EXISTS,
  ConditionalRequestConflict: RACE,
  OperationAborted: RACE,
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  IllegalLocationConstraintException: REGION,
  KeyTooLongError: NAME,
  InvalidBucketName: NAME,
  InvalidURI: NAME,
  XMinioStorageFull: FULL,
  InsufficientStorage: FULL,
  QuotaExceeded: FULL,
  ENOSPC: FULL,
  EDQUOT: FULL,
  BadDigest: DAMAGED,
  XAmzContentChecksumMismatch: DAMAGED,
  InvalidDigest: DAMAGED,
};

const BY_STATUS: Record<number, Meaning> = {
  301: REGION,
  401: BAD_KEYS,
  403: DENIED,
  404: NO_OBJECT,
  408: SILENT,
  409: RACE,
  412: EXISTS,
  429: BUSY,
  500: BROKEN,
  502: SILENT,
  503: BUSY,
  504: SILENT,
  507: FULL,
};

/** What the SDK threw, as the one error shape. `unreachable` says nothing about what is there. */
export function storeError(error: unknown, doing: string, signal?: AbortSignal): AppError {
  if (isAppError(error)) return error;
  // An abort in the middle of a body looks like a cut connection.
  if (signal?.aborted) return toAppError(signal.reason, doing);
  if (isAbort(error)) return toAppError(error, doing);
  const meaning = meaningOf(error) ?? refusal(error);
  return meaning ? new AppError({ ...meaning, doing, cause: withoutRequest(error) }) : toAppError(error, doing);
}

/** The SDK's errors carry the whole request, its signature included: that must not get into a log. */
function withoutRequest(error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  const { name, message, stack, $metadata, cause } = error;
  return Object.assign(new Error(message, { cause }), { name, stack, $metadata });
}

/** True for an answer that says that the object (not its bucket) is not there. */
export function isNoObject(error: unknown): boolean {
  return meaningOf(error) === NO_OBJECT;
}

export function isNoBucket(error: unknown): boolean {
  return meaningOf(error) === NO_BUCKET;
}

/** True where the credentials are good but do not permit it. */
export function isForbidden(error: unknown): boolean {
  return meaningOf(error) === DENIED;
}

export function isNoUpload(error: unknown): boolean {
  return meaningOf(error) === GONE_UPLOAD;
}

/** By name, then system code, then HTTP status: answers to HEAD have no body and so no name. */
function meaningOf(error: unknown): Meaning | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, code, status } = facts(error);
  return (
    BY_NAME[name] ??
    BY_NAME[code] ??
    BY_STATUS[status] ??
    (error.cause === undefined ? undefined : meaningOf(error.cause))
  );
}

/** An answer of S3 that the tables do not know; undefined for what is no answer at all. */
function refusal(error: unknown): Meaning | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, status } = facts(error);
  if (status === 0) return undefined;
  return {
    code: 'failed',
    message: `S3 refused it (${name}, ${status}).`,
    advice: 'See the log of the app for the whole answer.',
  };
}

function facts(error: Error): { name: string; code: string; status: number } {
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number } | undefined) : undefined;
  return { name: error.name, code: 'code' in error ? String(error.code) : '', status: metadata?.httpStatusCode ?? 0 };
}
