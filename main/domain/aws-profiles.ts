import type { Profile, ProfileSource } from '#contract/credentials';
import type { Section } from './aws-ini/index.ts';

/** What both AWS files together say of one profile; values of the credentials file go before those of the config file. */
export interface ProfileSettings {
  name: string;
  values: Record<string, string>;
  /** How often one of the files opens it, at most. */
  times: number;
}

/** The profiles of both files by name, `default` first. */
export function mergeProfiles(config: readonly Section[], credentials: readonly Section[]): ProfileSettings[] {
  const merged = new Map<string, ProfileSettings>();
  for (const { kind, name, values, times } of [...config, ...credentials]) {
    if (kind !== 'profile') continue;
    const known = merged.get(name);
    merged.set(name, {
      name,
      values: { ...known?.values, ...values },
      times: Math.max(known?.times ?? 0, times),
    });
  }
  const rank = ({ name }: ProfileSettings) => (name === 'default' ? '' : `1${name}`);
  return [...merged.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** In the order in which the SDK looks. */
export function sourceOf(values: Record<string, string>): ProfileSource {
  if (values.role_arn && (values.source_profile || values.credential_source)) return 'role';
  if (values.aws_access_key_id && values.aws_secret_access_key) return 'keys';
  if (values.web_identity_token_file && values.role_arn) return 'web-identity';
  if (values.credential_process) return 'process';
  if (values.sso_session || values.sso_start_url) return 'sso';
  return values.login_session ? 'login' : 'none';
}

/** `region`, or the misnamed `region_name` that boto3's users write. */
function regionOf(values: Record<string, string>): string | null {
  return values.region ?? values.region_name ?? null;
}

/** A profile as it may be shown: nothing of its keys. */
export function describeProfile({ name, values, times }: ProfileSettings): Profile {
  const notes = [
    ...(values.region === undefined && values.region_name !== undefined
      ? ['It says "region_name", which AWS tools do not read; here it is taken as "region".']
      : []),
    ...(times > 1
      ? ['It stands in one file more than once: the last counts, and the AWS command line refuses it.']
      : []),
    ...(values.aws_access_key_id && !values.aws_secret_access_key ? ['It has an access key without its secret.'] : []),
  ];
  return {
    name,
    source: sourceOf(values),
    region: regionOf(values),
    account: values.sso_account_id ?? /^arn:[^:]*:iam::(\d{12}):/.exec(values.role_arn ?? '')?.[1] ?? null,
    role: values.sso_role_name ?? values.role_arn?.split('/').at(-1) ?? null,
    mfa: values.mfa_serial !== undefined,
    notes,
  };
}

/**
 * The address for S3 that the environment or the profile configures, as the SDKs look for it
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html); null: AWS's own.
 */
export function configuredS3Endpoint(
  env: Readonly<Record<string, string | undefined>>,
  profile: Record<string, string>,
  services: readonly Section[],
): string | null {
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile.ignore_configured_endpoint_urls;
  if (ignored?.toLowerCase() === 'true') return null;
  const section = services.find(({ kind, name }) => kind === 'services' && name === profile.services);
  return (
    env.AWS_ENDPOINT_URL_S3 ||
    env.AWS_ENDPOINT_URL ||
    section?.values['s3.endpoint_url'] ||
    profile.endpoint_url ||
    null
  );
}
