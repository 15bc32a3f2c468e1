import type { AppErrorData } from '#contract/app-error';
import { AppError, isAbort, isAppError, toAppError } from '#main/domain/app-error';

export type Meaning = Pick<AppErrorData, 'code' | 'message'> & Partial<Pick<AppErrorData, 'advice' | 'retry'>>;

const WRONG_KEY: Meaning = {
  code: 'denied',
  message: 'AWS does not know this access key.',
  advice: 'Check the key, or make a new one in the IAM console and add it here.',
};
const WRONG_SECRET: Meaning = {
  code: 'denied',
  message: 'The secret access key does not fit the access key.',
  advice: 'Type both again, or make a new pair in the IAM console.',
};
const EXPIRED: Meaning = {
  code: 'denied',
  message: 'The credentials have expired.',
  advice: 'Sign in again, or put new temporary keys in their place.',
};
const CLOCK: Meaning = {
  code: 'denied',
  message: "This computer's clock differs too much from that of AWS.",
  advice: 'Set the clock (turn on automatic time), then try again.',
};
const DENIED: Meaning = {
  code: 'denied',
  message: 'The credentials are good, but they do not permit this.',
  advice: 'Ask for the policy that `vivarium-aws credentials policy` prints.',
};
const OFFLINE: Meaning = {
  code: 'unreachable',
  message: 'AWS does not answer: there may be no network.',
  advice: 'Check the network (and a proxy or VPN), then try again.',
  retry: true,
};
const BUSY: Meaning = {
  code: 'unreachable',
  message: 'AWS asks for fewer requests at the moment.',
  advice: 'Try again in a minute.',
  retry: true,
};
const REGION: Meaning = {
  code: 'bad-input',
  message: 'This region is not turned on in the account, or there is no such region.',
  advice: "Correct the workspace's region, or turn the region on in the AWS console.",
};
const PAIR_THERE: Meaning = {
  code: 'already-there',
  message: 'There is a key pair of that name in this region already.',
  advice: 'Choose another name.',
};
const NO_PAIR: Meaning = {
  code: 'not-found',
  message: 'There is no key pair of that name in this region.',
  advice: 'See `vivarium-aws key list`.',
};
const BAD_PUBLIC_KEY: Meaning = {
  code: 'bad-input',
  message: 'EC2 does not take this public key.',
  advice: 'Give an ed25519 or RSA key in the format of a .pub file.',
};
const BROKEN: Meaning = { code: 'failed', message: 'AWS failed at its end.', advice: 'Try again.', retry: true };

/**
 * By the error's name: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const BY_NAME: Record<string, Meaning> = {
  InvalidClientTokenId: WRONG_KEY,
  UnrecognizedClientException: WRONG_KEY,
  InvalidAccessKeyId: WRONG_KEY,
  // versitygw's name for it.
  XAdminUserNotFound: WRONG_KEY,
  AuthFailure: WRONG_KEY,
  InvalidToken: WRONG_KEY,
  SignatureDoesNotMatch: WRONG_SECRET,
  InvalidSignatureException: WRONG_SECRET,
  IncompleteSignature: WRONG_SECRET,
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  RequestExpired: CLOCK,
  RequestTimeTooSkewed: CLOCK,
  RequestInTheFuture: CLOCK,
  AccessDenied: DENIED,
  AccessDeniedException: DENIED,
  AllAccessDisabled: DENIED,
  UnauthorizedOperation: DENIED,
  UnauthorizedAccess: DENIED,
  ForbiddenException: DENIED,
  OptInRequired: REGION,
  RegionDisabledException: REGION,
  ECONNREFUSED: OFFLINE,
  ECONNRESET: OFFLINE,
  EPIPE: OFFLINE,
  ETIMEDOUT: OFFLINE,
  EHOSTUNREACH: OFFLINE,
  ENETUNREACH: OFFLINE,
  ENOTFOUND: OFFLINE,
  EAI_AGAIN: OFFLINE,
  TimeoutError: OFFLINE,
  RequestLimitExceeded: BUSY,
  Throttling: BUSY,
  ThrottlingException: BUSY,
  TooManyRequestsException: BUSY,
  SlowDown: BUSY,
  ServiceUnavailable: BUSY,
  InternalError: BROKEN,
  InternalFailure: BROKEN,
  'InvalidKeyPair.Duplicate': PAIR_THERE,
  'InvalidKeyPair.NotFound': NO_PAIR,
  'InvalidKey.Format': BAD_PUBLIC_KEY,
  'InvalidKeyPair.Format': BAD_PUBLIC_KEY,
};

const BY_STATUS: Record<number, Meaning> = { 401: WRONG_KEY, 403: DENIED, 429: BUSY, 500: BROKEN, 502: OFFLINE, 503: BUSY, 504: OFFLINE }; // prettier-ignore

/** AWS refuses requests that are 5 minutes off (15 for S3); well before that a clock is the likelier cause. */
const SKEW_MS = 4 * 60_000;

/** What the SDK threw, as the one error shape; never its own message, which may quote the request. `own` comes first. */
export function cloudError(error: unknown, doing: string, own: Record<string, Meaning> = {}): AppError {
  if (isAppError(error)) return error;
  if (isAbort(error)) return toAppError(error, doing);
  const meaning = meaningOf(error, own);
  if (meaning) return new AppError({ ...meaning, doing, cause: withoutRequest(error) });
  const { name, status } = facts(error);
  if (status === 0) return toAppError(withoutRequest(error), doing);
  return new AppError({
    code: 'failed',
    doing,
    message: `AWS refused it (${name}, ${status}).`,
    advice: 'Look the name up in the documentation of AWS, or ask the person who keeps the account.',
    cause: withoutRequest(error),
  });
}

export function meaningOf(error: unknown, own: Record<string, Meaning> = {}): Meaning | undefined {
  const { name, code, status, date } = facts(error);
  const meaning = own[name] ?? BY_NAME[name] ?? BY_NAME[code] ?? BY_STATUS[status];
  if (meaning === undefined) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause === undefined ? undefined : meaningOf(cause, own);
  }
  // STS calls a wrong clock a wrong signature; the answer's own time tells them apart.
  const skewed = date !== null && Math.abs(date.getTime() - Date.now()) > SKEW_MS;
  return skewed && (meaning === WRONG_SECRET || meaning === WRONG_KEY || meaning === EXPIRED) ? CLOCK : meaning;
}

/** The SDK's errors carry the whole request, its signature and session token included: that must not get into a log. */
export function withoutRequest(error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  const { name, stack, $metadata } = error;
  return Object.assign(new Error(name), { name, stack: withoutMessage(stack), $metadata });
}

/** The first line of a stack quotes the message, and AWS's messages quote requests. */
function withoutMessage(stack: string | undefined): string | undefined {
  return stack?.split('\n').filter((line) => /^\s+at /.test(line)).join('\n'); // prettier-ignore
}

export function facts(error: unknown): { name: string; code: string; status: number; date: Date | null } {
  if (!(error instanceof Error)) return { name: '', code: '', status: 0, date: null };
  const metadata = read(error, '$metadata');
  const headers = read(read(error, '$response'), 'headers');
  const date = new Date(String(read(headers, 'date') ?? ''));
  return {
    name: error.name,
    code: String(read(error, 'code') ?? ''),
    status: Number(read(metadata, 'httpStatusCode') ?? 0),
    date: Number.isNaN(date.getTime()) ? null : date,
  };
}

export function read(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
