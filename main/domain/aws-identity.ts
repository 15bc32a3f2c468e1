export type Caller = 'root' | 'user' | 'role' | 'federated' | 'unknown';

/** What kind of caller an ARN of STS names (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). */
export function callerOf(arn: string): { kind: Caller; name: string } {
  const resource = arn.split(':').slice(5).join(':');
  const [type = '', ...rest] = resource.split('/');
  if (resource === 'root') return { kind: 'root', name: 'root' };
  if (type === 'user') return { kind: 'user', name: rest.at(-1) ?? '' };
  if (type === 'assumed-role' || type === 'role') return { kind: 'role', name: rest[0] ?? '' };
  if (type === 'federated-user') return { kind: 'federated', name: rest[0] ?? '' };
  return { kind: 'unknown', name: resource };
}

/** The ARN whose policies decide: an assumed role's own, which simulate-principal wants; null where there is none to ask for. */
export function principalOf(arn: string): string | null {
  const [, partition = 'aws', , , account = ''] = arn.split(':');
  const { kind, name } = callerOf(arn);
  if (kind === 'user') return arn;
  // The session's ARN leaves out the role's path; roles of IAM Identity Center have one that is known.
  if (kind === 'role' && name.startsWith('AWSReservedSSO_')) return null;
  return kind === 'role' ? `arn:${partition}:iam::${account}:role/${name}` : null;
}

/** Why the account's owner should not be used, in plain words. */
export const ROOT_WARNING = {
  message: 'These are the keys of the account’s owner (root): they may do everything, also delete the account, and cannot be limited.',
  advice: 'Make an IAM user or a role with the policy that `vivarium-aws credentials policy` prints, use its keys here, and delete the root keys.',
}; // prettier-ignore
