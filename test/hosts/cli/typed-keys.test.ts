import { expect, test } from 'vitest';
import { parseKeys } from '#main/hosts/cli/typed-keys';

const KEYS = { access_key_id: 'AKIA1', secret_access_key: 'a/b+c=' };

test.each([
  ['lines', 'AWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY=a/b+c=\n', KEYS],
  ['export, quotes, CRLF', 'export AWS_ACCESS_KEY_ID="AKIA1"\r\nexport AWS_SECRET_ACCESS_KEY="a/b+c="\r\n', KEYS],
  ['Windows', 'SET AWS_ACCESS_KEY_ID=AKIA1\nSET AWS_SECRET_ACCESS_KEY=a/b+c=\nSET AWS_SESSION_TOKEN=t', { ...KEYS, session_token: 't' }],
  ['PowerShell', '$Env:AWS_ACCESS_KEY_ID="AKIA1"\n$Env:AWS_SECRET_ACCESS_KEY="a/b+c="', KEYS],
  ['a credentials file', '[default]\naws_access_key_id = AKIA1\naws_secret_access_key = a/b+c=\n', KEYS],
  ['aws sts', '{"Credentials": {"AccessKeyId": "AKIA1", "SecretAccessKey": "a/b+c=", "SessionToken": "t"}}', { ...KEYS, session_token: 't' }],
  ['aws iam', '{"AccessKey": {"AccessKeyId": "AKIA1", "SecretAccessKey": "a/b+c="}}', KEYS],
])('keys from %s', (_, text, keys) => expect(parseKeys(text)).toEqual(keys)); // prettier-ignore

test.each(['', 'nonsense', '{', '{"AccessKeyId": "AKIA1"}', 'AWS_ACCESS_KEY_ID=AKIA1'])('no keys in %j', (text) => {
  expect(() => parseKeys(text)).toThrow('Standard input has no');
});
