import { principalOf } from '#main/domain/aws-identity';
import { type NeededPermission, resourceArn } from '#main/domain/needed-permissions';
import { clientOptions, type CloudConnection, type Keep } from './clients.ts';
import { facts, meaningOf } from './errors.ts';
import type { Cloud, PermissionState } from './port.ts';
import { ec2Probes, s3Probes } from './probes.ts';

/** So many probes at a time; together they are less than a second's worth of any service's limit. */
const AT_ONCE = 6;

/**
 * First by asking IAM what it would decide (needs iam:SimulatePrincipalPolicy on oneself), then, of what is not known by
 * that, by requests that cannot change anything: EC2's dry runs, and calls of S3 about things that are not there.
 */
export function createPermissions(connection: CloudConnection, keep: Keep): Cloud['permitted'] {
  return async (needed, about, { signal } = {}) => {
    const answers = new Map<string, PermissionState>();
    const scope = { ...about, region: connection.region };
    for (const [action, state] of await simulate(connection, keep, needed, scope, signal)) answers.set(action, state);
    const open = needed.filter(({ action }) => (answers.get(action) ?? 'unknown') === 'unknown');
    const probes = {
      ...s3Probes(connection, keep, about.bucket),
      ...(open.some(({ action }) => action.startsWith('ec2:')) && (await ec2Probes(connection, keep))),
    };
    const queue = open.flatMap(({ action }) => (probes[action] ? [{ action, probe: probes[action] }] : []));
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        signal?.throwIfAborted();
        answers.set(next.action, await next.probe());
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    // Without the right to list, S3 hides whether an object is there: its refusal says nothing then.
    if (answers.get('s3:ListBucket') === 'denied' && answers.get('s3:GetObject') === 'denied')
      answers.set('s3:GetObject', 'unknown');
    return needed.map(({ action }) => answers.get(action) ?? 'unknown');
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html; empty where that may not be asked. */
async function simulate(
  connection: CloudConnection,
  keep: Keep,
  needed: readonly NeededPermission[],
  scope: { bucket: string; region: string; account: string; arn: string },
  signal?: AbortSignal,
): Promise<[string, PermissionState][]> {
  const principal = principalOf(scope.arn);
  if (principal === null) return [];
  const { IAMClient, SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
  const client = keep(new IAMClient(clientOptions(connection)));
  const resources = new Set(needed.map((permission) => resourceArn(permission, scope)));
  const found: [string, PermissionState][] = [];
  for (const resource of resources) {
    const permissions = needed.filter((permission) => resourceArn(permission, scope) === resource);
    try {
      const { EvaluationResults = [] } = await client.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: principal,
          ActionNames: permissions.map(({ action }) => action),
          ...(resource !== '*' && { ResourceArns: [resource] }),
          ContextEntries: [
            { ContextKeyName: 'aws:RequestedRegion', ContextKeyType: 'string', ContextKeyValues: [scope.region] },
          ],
        }),
        { abortSignal: signal },
      );
      for (const { EvalActionName = '', EvalDecision } of EvaluationResults)
        found.push([EvalActionName, EvalDecision === 'allowed' ? 'allowed' : 'denied']);
    } catch (error) {
      // Bad keys and a lost network are told by the identity; here it only means that IAM cannot be asked.
      if (meaningOf(error)?.code === 'interrupted' || facts(error).name === 'AbortError') throw error;
      return found;
    }
  }
  return found;
}
