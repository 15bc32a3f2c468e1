import { expect, it } from 'vitest';
import { encode, Signer } from '#main/adapters/stores/signature';

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html and sig-v4-header-based-auth.html
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const request = {
  method: 'GET',
  host: 'examplebucket.s3.amazonaws.com',
  path: '/test.txt',
  query: {},
  region: 'us-east-1',
  at: new Date('2013-05-24T00:00:00Z'),
};
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

it("signs AWS's own example of a link", () => {
  expect(new Signer().query(request, 86400, keys)).toMatch(
    /X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404$/,
  );
});

it("signs AWS's own example of a ranged GET", () => {
  const { authorization } = new Signer().headers(request, { range: 'bytes=0-9' }, EMPTY, keys);
  expect(authorization).toMatch(/Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/);
});

it('encodes as S3 does', () => {
  expect(encode("a b+c%20ü!*'()~")).toBe('a%20b%2Bc%2520%C3%BC%21%2A%27%28%29~');
});
