import { describe, expect, test } from 'vitest';
import { leastPolicy, MANAGED_POLICY_LIMIT, policySize } from '#main/domain/iam-policy';

const longest = { bucket: 'b'.repeat(63), region: 'ap-southeast-1', account: '123456789012' };

describe.each([
  ['whole', true],
  ['without clusters', false],
])('%s', (_, clusters) => {
  const policy = leastPolicy({ ...longest, clusters });

  test('fits in one managed policy, also with the longest names', () => {
    expect(policySize(policy)).toBeLessThanOrEqual(MANAGED_POLICY_LIMIT);
    expect(policySize(leastPolicy({ ...longest, region: 'us-gov-west-1', clusters }))).toBeLessThanOrEqual(
      MANAGED_POLICY_LIMIT,
    );
  });

  test('has the shape that IAM accepts', () => {
    const sids = policy.Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const { Sid, Action, Resource } of policy.Statement) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
      for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z*]+[A-Za-z0-9*]*$/);
      for (const resource of [Resource].flat()) expect(resource).toMatch(/^(\*|arn:aws(-us-gov)?:[a-z0-9]+:.*)$/);
    }
  });

  test('opens no bucket but the workspace’s and ParallelCluster’s own', () => {
    const buckets = policy.Statement.filter(({ Action }) => Action.some((action) => action.startsWith('s3:') && action !== 's3:ListAllMyBuckets')).flatMap(({ Resource }) => Resource); // prettier-ignore
    for (const bucket of buckets)
      expect(bucket).toMatch(/^arn:aws:s3:::(b{63}(\/\*)?|parallelcluster-\*|ap-southeast-1-aws-parallelcluster\*)$/);
  });
});

test('the partition and the account follow', () => {
  const text = JSON.stringify(leastPolicy({ bucket: 'abc', region: 'cn-north-1', account: null, clusters: true }));
  expect(text).toContain('arn:aws-cn:s3:::abc/*');
  expect(text).toContain('arn:aws-cn:cloudformation:cn-north-1:*:stack/*');
  expect(text).not.toContain('arn:aws:');
});
