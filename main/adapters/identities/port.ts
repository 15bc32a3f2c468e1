import type { ProfileSettings } from '#main/domain/aws-profiles';
import type { Credentials } from '../stores/port.ts';

export interface LoadOptions {
  /** Null: the environment, then the default profile. */
  profile: string | null;
  region: string;
  /** What the AWS files say of it; null where they say nothing. */
  settings: ProfileSettings | null;
  /** Six digits of the MFA device; without one, a role that wants it is `denied`. */
  mfaCode?: string;
}

/** What single sign-on needs to know, from the profile or its session. */
export interface SsoSettings {
  startUrl: string;
  region: string;
  /** The `sso-session` section's name; null for a profile of the old kind. */
  session: string | null;
  scopes: string[];
}

export interface SignInCode {
  url: string;
  code: string;
  expiresAt: Date;
}

/** Where credentials come from. Errors are AppErrors: `denied`, `not-found` (no such profile), `unreachable`, `failed`. */
export interface Identities {
  load(options: LoadOptions): Promise<Credentials>;
  /** Begins a sign-in; `finish` waits until the user has confirmed it in a browser and keeps the token as the AWS tools do. */
  signIn(
    settings: SsoSettings,
    signal: AbortSignal,
  ): Promise<{ code: SignInCode; finish(): Promise<{ expiresAt: Date }> }>;
}
