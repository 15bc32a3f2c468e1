import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { InWorkspace } from './workspace.ts';

/** A profile's name as AWS tools take it; no brackets, quotes or line ends. */
const ProfileName = z
  .string()
  .regex(/^[^\s[\]"'#;=]([^[\]"'\r\n#;=]{0,126}[^\s[\]"'#;=])?$/, 'A name without brackets, quotes, # ; or =');

/** Where a profile's credentials come from. */
export const ProfileSource = z.enum(['keys', 'sso', 'role', 'process', 'web-identity', 'login', 'none']);
export type ProfileSource = z.infer<typeof ProfileSource>;

/** What the AWS files say of a profile; nothing of its keys. */
export const Profile = z.object({
  name: ProfileName,
  source: ProfileSource,
  region: z.string().nullable(),
  account: z.string().nullable(),
  role: z.string().nullable(),
  /** True where a code of an MFA device is asked for. */
  mfa: z.boolean(),
  /** What is odd about it, one plain sentence each: `region_name` for `region`, a profile that stands there twice. */
  notes: z.array(z.string()),
});
export type Profile = z.infer<typeof Profile>;

export const ProfileList = z.object({
  profiles: z.array(Profile),
  /** What the environment says over all profiles: names of variables, no values of secret ones. */
  environment: z.object({
    keys: z.boolean(),
    profile: z.string().nullable(),
    region: z.string().nullable(),
    endpoint: z.string().nullable(),
  }),
  files: z.object({ config: z.string(), credentials: z.string() }),
});
export type ProfileList = z.infer<typeof ProfileList>;

const Identity = z.object({
  account: z.string(),
  arn: z.string(),
  kind: z.enum(['root', 'user', 'role', 'federated', 'unknown']),
  name: z.string(),
});

/** One thing that the app needs to be allowed; `unknown` where it could not be asked without changing something. */
const Permission = z.object({
  action: z.string(),
  /** What the app wants it for. */
  purpose: z.string(),
  area: z.enum(['storage', 'keys', 'clusters']),
  state: z.enum(['allowed', 'denied', 'unknown']),
});

export const CredentialCheck = z.object({
  profile: z.string().nullable(),
  source: z.string(),
  region: z.string(),
  /** Null for an S3-compatible store, which has no identities to ask for. */
  identity: Identity.nullable(),
  /** When these credentials end; null where they do not. They are renewed before. */
  expires_at: z.iso.datetime().nullable(),
  warnings: z.array(z.object({ message: z.string(), advice: z.string() })),
  permissions: z.array(Permission),
  /** The actions of `permissions` that are denied. */
  missing: z.array(z.string()),
});
export type CredentialCheck = z.infer<typeof CredentialCheck>;

/** Keys as the user types them; they go one way, to the credentials file. */
const NewKeys = z.object({
  profile: ProfileName,
  access_key_id: z.string().regex(/^[A-Za-z0-9_]{1,128}$/, 'An access key id has letters and digits only'),
  secret_access_key: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/, 'It has no spaces')
    .refine(holdable, 'It has no # or ; in front'),
  session_token: z
    .string()
    .regex(/^[\x21-\x7e]{1,8192}$/, 'It has no spaces')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'A region looks like us-east-1')
    .optional(),
  /** Keys that the profile has already are replaced only with this. */
  replace: z.boolean().default(false),
});

function holdable(value: string): boolean {
  return !/^[#;]/.test(value);
}

/** Sign-in through IAM Identity Center (AWS SSO): the code to confirm in a browser, then its end. */
export const SignIn = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), url: z.url(), code: z.string(), expires_at: z.iso.datetime() }),
  z.object({ state: z.literal('done'), profile: z.string(), expires_at: z.iso.datetime() }),
]);
export type SignIn = z.infer<typeof SignIn>;

export const credentials = {
  profiles: oc.output(ProfileList),
  /** Who am I, and what of all that is needed may I not do. Changes nothing. */
  check: oc.input(InWorkspace.extend({ permissions: z.boolean().default(true) })).output(CredentialCheck),
  /** The least policy for the workspace, to be given to IAM as it is. */
  policy: oc
    .input(InWorkspace.extend({ clusters: z.boolean().default(true) }))
    .output(z.object({ policy: z.json(), size: z.number().int(), limit: z.number().int() })),
  /** Writes keys to the AWS credentials file (mode 0600), every other byte of it as it was. */
  add: oc.input(NewKeys).output(Profile),
  /** Writes the settings of a single sign-on profile to the AWS config file. */
  addSso: oc
    .input(
      z.object({
        profile: ProfileName,
        start_url: z.url({ protocol: /^https?$/ }),
        sso_region: z.string().regex(/^[a-z0-9-]{1,40}$/),
        account: z.string().regex(/^\d{12}$/, 'An account has twelve digits'),
        role: z.string().regex(/^[\w+=,.@-]{1,64}$/),
        region: z
          .string()
          .regex(/^[a-z0-9-]{1,40}$/)
          .optional(),
      }),
    )
    .output(Profile),
  /** Signs in to the profile's single sign-on: first what to confirm where, then that it is done. */
  signIn: oc.input(z.object({ profile: ProfileName })).output(eventIterator(SignIn)),
  /** The code of the MFA device that the profile's role asks for; the session that it opens is kept as the AWS tools keep it. */
  unlock: oc
    .input(InWorkspace.extend({ code: z.string().regex(/^\d{6}$/, 'A code has six digits') }))
    .output(z.object({ expires_at: z.iso.datetime() })),
  regions: oc.output(z.array(z.object({ id: z.string(), place: z.string() }))),
};
