import fc from 'fast-check';
import { expect, test } from 'vitest';
import { S3Uri } from '#contract/s3-uri';
import { addressOf, crumbs, keyParts } from '../../../renderer/panes/data/addresses.ts';

const uri = (text: string) => S3Uri.parse(text);

test('crumbs lead from the bucket down', () => {
  expect(crumbs(uri('s3://sandbox/vivarium/artifacts/'))).toEqual([
    { name: 'sandbox', uri: 's3://sandbox/' },
    { name: 'vivarium', uri: 's3://sandbox/vivarium/' },
    { name: 'artifacts', uri: 's3://sandbox/vivarium/artifacts/' },
  ]);
});

test('an address names the folder again, whatever the key holds', () => {
  const part = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('/'));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const address = addressOf(uri(`s3://bucket/${parts.join('/')}/`));
      expect(address.split('/').slice(2).map(decodeURIComponent)).toEqual(parts);
      expect(keyParts(uri(`s3://bucket/${parts.join('/')}/`))).toEqual(parts);
    }),
  );
});
