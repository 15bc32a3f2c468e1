import type { AppErrorData } from '#contract/app-error';
import { AppError, isAppError } from '#main/domain/app-error';
import { type ProfileSettings, sourceOf } from '#main/domain/aws-profiles';
import { cloudError, facts, meaningOf, read, withoutRequest } from '../clouds/errors.ts';

/** The SDK calls whatever went wrong in its chain by one name; what the profile says tells which part it was. */
export function chainError(
  error: unknown,
  doing: string,
  profile: string | null,
  settings: ProfileSettings | null,
): AppError {
  if (isAppError(error)) return error;
  const inner = read(error, 'cause');
  if (isAppError(inner)) return inner;
  const source = settings ? sourceOf(settings.values) : null;
  const { name, code, status } = facts(error);
  // An answer of AWS, or none at all, says more than the profile does.
  if (source === 'sso' && (status === 401 || status === 403 || status === 0) && !isOffline(code)) {
    return status === 403
      ? told(doing, error, 'The sign-in is good, but it does not give this role in this account.', 'Check the account and the role of the profile, or ask for access.')
      : signInEnded(doing, error, profile);
  } // prettier-ignore
  if (name !== 'CredentialsProviderError' && name !== 'TokenProviderError') return cloudError(error, doing);
  if (isOffline(code)) return cloudError(Object.assign(new Error(name), { code }), doing);
  if (source === 'process') {
    return told(doing, error, 'The credential_process of the profile gave no credentials.', 'Run that command in a terminal to see why.');
  } // prettier-ignore
  if (source === 'role') {
    return told(doing, error, 'The role cannot be taken on: what it starts from has no credentials.', "Check the profile's source_profile or credential_source.");
  } // prettier-ignore
  if (source === 'login') return signInEnded(doing, error, profile);
  if (profile !== null) {
    return told(doing, error, `The profile ${profile} has no credentials.`, 'Add keys to it, or choose another profile.');
  } // prettier-ignore
  return told(
    doing,
    error,
    'There are no AWS credentials on this computer.',
    'Add keys or sign in here, or use the AWS tools (`aws configure`, `aws configure sso`).',
  );
}

function isOffline(code: string): boolean {
  return meaningOf(Object.assign(new Error(code), { code }))?.code === 'unreachable';
}

function signInEnded(doing: string, cause: unknown, profile: string | null): AppError {
  return told(
    doing,
    cause,
    'The sign-in has ended, or there was none.',
    `Sign in again${profile === null ? '' : `: \`vivarium-aws credentials sign-in ${profile}\``}.`,
  );
}

function told(doing: string, cause: unknown, message: string, advice: string): AppError {
  const data: AppErrorData = { code: 'denied', doing, message, advice, retry: false };
  return new AppError({ ...data, cause: withoutRequest(named(cause)) });
}

/** Errors of the chain may quote what a process printed: only their kind goes on. */
function named(error: unknown): unknown {
  return error instanceof Error ? Object.assign(new Error(error.name), { name: error.name, stack: error.name }) : null;
}
