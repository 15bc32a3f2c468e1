import { expect, test } from 'vitest';
import { callerOf, principalOf } from '#main/domain/aws-identity';
import { transferPrice, transferWarning } from '#main/domain/aws-regions';

test.each([
  ['arn:aws:iam::123456789012:root', 'root', 'root', null],
  ['arn:aws:iam::123456789012:user/ann', 'user', 'ann', 'arn:aws:iam::123456789012:user/ann'],
  ['arn:aws:iam::123456789012:user/team/x/ann', 'user', 'ann', 'arn:aws:iam::123456789012:user/team/x/ann'],
  ['arn:aws-cn:sts::1:assumed-role/Researcher/ann', 'role', 'Researcher', 'arn:aws-cn:iam::1:role/Researcher'],
  ['arn:aws:sts::1:assumed-role/AWSReservedSSO_Power_1/ann', 'role', 'AWSReservedSSO_Power_1', null],
  ['arn:aws:sts::1:federated-user/ann', 'federated', 'ann', null],
  ['nonsense', 'unknown', '', null],
])('%s is a %s named %s', (arn, kind, name, principal) => {
  expect(callerOf(arn)).toEqual({ kind, name });
  expect(principalOf(arn)).toBe(principal);
});

test('between regions it costs, within one it does not', () => {
  expect(transferWarning('eu-west-1', 'eu-west-1')).toBeNull();
  expect(transferPrice('us-east-1', 'us-east-2')).toBe(0.01);
  expect(transferPrice('us-east-1', 'eu-west-1')).toBe(0.02);
  expect(transferPrice('us-west-2', 'us-east-1')).toBe(0.02);
  expect(transferWarning('sa-east-1', 'us-east-1')).toContain('$0.138');
  expect(transferWarning('us-east-1', 'eu-west-1')).toContain('$2.00');
});
