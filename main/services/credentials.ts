import type { CredentialCheck, Profile, ProfileList, SignIn } from '#contract/credentials';
import type { Workspace } from '#contract/workspace';
import type { Cloud } from '#main/adapters/clouds/port';
import type { Files } from '#main/adapters/files/port';
import type { Identities, SsoSettings } from '#main/adapters/identities/port';
import type { CredentialSource, StoreConnection } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { callerOf, ROOT_WARNING } from '#main/domain/aws-identity';
import { configuredS3Endpoint, describeProfile, type ProfileSettings, sourceOf } from '#main/domain/aws-profiles';
import { REGIONS } from '#main/domain/aws-regions';
import { closest } from '#main/domain/closest';
import { leastPolicy, MANAGED_POLICY_LIMIT, policySize } from '#main/domain/iam-policy';
import { NEEDED } from '#main/domain/needed-permissions';
import { AwsFiles } from './credentials/aws-files.ts';
import { Renewing } from './credentials/renewing.ts';

interface Options {
  files: Files;
  identities: Identities;
  workspaces: { resolve(name?: string): Promise<Workspace> };
  cloud: (connection: CloudAccess) => Promise<Cloud>;
  env?: NodeJS.ProcessEnv;
}

/** What a cloud is reached with; `s3Endpoint` null is AWS's own. */
export interface CloudAccess {
  region: string;
  profile: string | null;
  credentials: CredentialSource;
  s3Endpoint: string | null;
}

interface InWorkspace {
  workspace?: string;
}

/** The one place that credentials come from: for the SDK's clients, the query engine and the tools that are started. */
export class CredentialService {
  readonly #options: Options;
  readonly #env: NodeJS.ProcessEnv;
  readonly #files: AwsFiles;
  readonly #sources = new Map<string, Renewing>();

  constructor(options: Options) {
    this.#options = options;
    this.#env = options.env ?? process.env;
    this.#files = new AwsFiles(options.files, this.#env);
  }

  /** How a workspace's bucket is reached; its credentials are renewed as long as it is used. */
  async connection(workspace: Workspace): Promise<StoreConnection> {
    const { region, credentials, s3Endpoint } = await this.access(workspace);
    return { region, credentials, endpoint: s3Endpoint };
  }

  async access(workspace: Workspace): Promise<CloudAccess> {
    const { region, profile } = workspace;
    return {
      region,
      profile,
      credentials: () => this.#source(workspace).get(),
      s3Endpoint: workspace.endpoint ?? (await this.#configuredEndpoint(profile)),
    };
  }

  /** The account of a workspace; close it after use. */
  async cloud(workspace: Workspace): Promise<Cloud> {
    if (workspace.kind === 'sandbox') throw notInSandbox('asking AWS');
    return this.#options.cloud(await this.access(workspace));
  }

  async profiles(): Promise<ProfileList> {
    const { profiles } = await this.#files.read();
    const env = this.#env;
    return {
      profiles: profiles.map(describeProfile),
      environment: {
        keys: Boolean(env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY),
        profile: env.AWS_PROFILE ?? null,
        region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? null,
        endpoint: env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL ?? null,
      },
      files: this.#files.paths,
    };
  }

  /** Who these credentials are, and which needed action they may not do. Errors: those of the credentials. */
  async check({
    workspace: name,
    permissions = true,
  }: InWorkspace & { permissions?: boolean }): Promise<CredentialCheck> {
    const workspace = await this.#options.workspaces.resolve(name);
    const cloud = await this.cloud(workspace);
    try {
      const { expiration } = await this.#source(workspace).get();
      const identity = workspace.endpoint === null ? await cloud.identity() : null;
      const caller = identity && callerOf(identity.arn);
      const needed = NEEDED.filter(({ area }) => workspace.endpoint === null || area === 'storage');
      const about = { bucket: workspace.bucket, account: identity?.account ?? '', arn: identity?.arn ?? '' };
      const states = permissions ? await cloud.permitted(needed, about) : [];
      const found = needed.flatMap(({ action, purpose, area }, index) => {
        const state = states[index];
        return state ? [{ action, purpose, area, state }] : [];
      });
      return {
        profile: workspace.profile,
        source: await this.#whence(workspace.profile),
        region: workspace.region,
        identity: identity && caller && { ...identity, ...caller },
        expires_at: expiration?.toISOString() ?? null,
        warnings: caller?.kind === 'root' ? [ROOT_WARNING] : [],
        permissions: found,
        missing: found.filter(({ state }) => state === 'denied').map(({ action }) => action),
      };
    } finally {
      cloud.close();
    }
  }

  /** The least IAM policy of the workspace; its account stands in it where it can be asked for. */
  async policy({ workspace: name, clusters = true }: InWorkspace & { clusters?: boolean }) {
    const workspace = await this.#options.workspaces.resolve(name);
    if (workspace.kind === 'sandbox') throw notInSandbox('making a policy');
    const cloud = await this.cloud(workspace);
    // A policy is what people without rights ask for: it must not need any.
    const account = await cloud.identity().then((identity) => identity.account, () => null); // prettier-ignore
    cloud.close();
    const policy = leastPolicy({ bucket: workspace.bucket, region: workspace.region, account, clusters });
    return { policy: JSON.parse(JSON.stringify(policy)) as ReturnType<typeof JSON.parse>, size: policySize(policy), limit: MANAGED_POLICY_LIMIT }; // prettier-ignore
  }

  async add(keys: {
    profile: string;
    access_key_id: string;
    secret_access_key: string;
    session_token?: string | undefined;
    region?: string | undefined;
    replace?: boolean;
  }): Promise<Profile> {
    const { profile, region } = keys;
    const doing = `adding keys to the profile ${profile}`;
    const before = (await this.#files.read()).profiles.find(({ name }) => name === profile);
    if (before && sourceOf(before.values) !== 'none' && !keys.replace) {
      throw new AppError({
        code: 'already-there',
        doing,
        message: `The profile ${profile} has credentials already.`,
        advice: 'Choose another name, or say that they are to be replaced.',
      });
    }
    await this.#files.edit('credentials', profile, {
      aws_access_key_id: keys.access_key_id,
      aws_secret_access_key: keys.secret_access_key,
      // The token of the keys before does not fit the new ones.
      aws_session_token: keys.session_token ?? null,
    });
    if (region !== undefined) await this.#files.edit('config', profile, { region });
    return this.#changed(profile, doing);
  }

  async addSso(input: {
    profile: string;
    start_url: string;
    sso_region: string;
    account: string;
    role: string;
    region?: string | undefined;
  }): Promise<Profile> {
    const doing = `adding the sign-in of the profile ${input.profile}`;
    const before = (await this.#files.read()).profiles.find(({ name }) => name === input.profile);
    if (before && !['none', 'sso'].includes(sourceOf(before.values))) {
      throw new AppError({
        code: 'already-there',
        doing,
        message: `The profile ${input.profile} has other credentials already.`,
        advice: 'Choose another name.',
      });
    }
    await this.#files.edit('config', input.profile, {
      sso_start_url: input.start_url,
      sso_region: input.sso_region,
      sso_account_id: input.account,
      sso_role_name: input.role,
      ...(input.region !== undefined && { region: input.region }),
    });
    return this.#changed(input.profile, doing);
  }

  /** Asks for the sign-in, says what to confirm where, and ends when that was done. */
  async *signIn({ profile }: { profile: string }, signal?: AbortSignal): AsyncGenerator<SignIn> {
    const doing = `signing in to the profile ${profile}`;
    const settings = await this.#ssoSettings(profile, doing);
    const ended = new AbortController();
    const both = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    try {
      const { code, finish } = await this.#options.identities.signIn(settings, both);
      yield { state: 'waiting', url: code.url, code: code.code, expires_at: code.expiresAt.toISOString() };
      const { expiresAt } = await finish();
      this.#forget();
      yield { state: 'done', profile, expires_at: expiresAt.toISOString() };
    } finally {
      ended.abort();
    }
  }

  /** Opens the session of a role that wants an MFA code. */
  async unlock({ workspace: name, code }: InWorkspace & { code: string }): Promise<{ expires_at: string }> {
    const workspace = await this.#options.workspaces.resolve(name);
    if (workspace.kind === 'sandbox') throw notInSandbox('giving the MFA code');
    const { profile, region } = workspace;
    const settings = await this.#settings(profile);
    const credentials = await this.#options.identities.load({ profile, region, settings, mfaCode: code });
    this.#source(workspace).put(credentials);
    return { expires_at: (credentials.expiration ?? new Date()).toISOString() };
  }

  regions(): { id: string; place: string }[] {
    return [...REGIONS];
  }

  #source({ profile, region }: Workspace): Renewing {
    const id = JSON.stringify([profile, region]);
    const known = this.#sources.get(id);
    if (known) return known;
    const source = new Renewing(async () =>
      this.#options.identities.load({ profile, region, settings: await this.#settings(profile) }),
    );
    this.#sources.set(id, source);
    return source;
  }

  /** What the files say of the profile that counts; a named one must be there. */
  async #settings(profile: string | null): Promise<ProfileSettings | null> {
    const { profiles } = await this.#files.read();
    const wanted = profile ?? this.#env.AWS_PROFILE ?? 'default';
    const found = profiles.find(({ name }) => name === wanted) ?? null;
    if (found || profile === null) return found;
    const near = closest(profile, profiles.map(({ name }) => name)); // prettier-ignore
    throw new AppError({
      code: 'not-found',
      doing: `reading the credentials of the profile ${profile}`,
      message: `There is no profile ${profile} in the AWS files.`,
      advice: near ? `Did you mean ${near}?` : 'Add keys under that name, or choose another profile.',
    });
  }

  async #configuredEndpoint(profile: string | null): Promise<string | null> {
    const { profiles, others } = await this.#files.read();
    const wanted = profile ?? this.#env.AWS_PROFILE ?? 'default';
    const values = profiles.find(({ name }) => name === wanted)?.values ?? {};
    return configuredS3Endpoint(this.#env, values, others);
  }

  async #whence(profile: string | null): Promise<string> {
    const env = this.#env;
    if (profile === null && !env.AWS_PROFILE && env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)
      return 'the environment';
    const settings = await this.#settings(profile);
    const name = profile ?? env.AWS_PROFILE ?? 'default';
    return settings ? `the profile ${name} (${SOURCES[sourceOf(settings.values)]})` : 'this computer itself';
  }

  async #ssoSettings(profile: string, doing: string): Promise<SsoSettings> {
    const { profiles, others } = await this.#files.read();
    const values = profiles.find(({ name }) => name === profile)?.values;
    const session = values?.sso_session ?? null;
    const from = session === null ? values : others.find(({ kind, name }) => kind === 'sso-session' && name === session)?.values; // prettier-ignore
    const { sso_start_url: startUrl, sso_region: region } = from ?? {};
    if (startUrl && region) {
      const scopes = (from?.sso_registration_scopes ?? 'sso:account:access').split(',').map((scope) => scope.trim());
      return { startUrl, region, session, scopes };
    }
    throw new AppError({
      code: 'bad-input',
      doing,
      message: `The profile ${profile} does not say where to sign in.`,
      advice: 'Add a single sign-on profile here, or with `aws configure sso`.',
    });
  }

  async #changed(profile: string, doing: string): Promise<Profile> {
    this.#forget();
    const settings = (await this.#files.read()).profiles.find(({ name }) => name === profile);
    if (settings) return describeProfile(settings);
    throw new AppError({ code: 'failed', doing, message: 'The file was written, but the profile is not in it.' });
  }

  #forget(): void {
    for (const source of this.#sources.values()) source.forget();
  }
}

const SOURCES = {
  keys: 'keys in a file',
  sso: 'single sign-on',
  role: 'a role',
  process: 'a credential_process',
  'web-identity': 'a web identity',
  login: 'a console sign-in',
  none: 'no credentials',
};

function notInSandbox(doing: string): AppError {
  return new AppError({
    code: 'bad-input',
    doing,
    message: 'The sandbox is on this computer and needs no AWS credentials.',
    advice: 'Make a workspace for AWS (`vivarium-aws workspace create`) or name one with --workspace.',
  });
}
