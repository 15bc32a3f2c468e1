import fc from 'fast-check';
import { expect, it } from 'vitest';
import { combineCrc, crcFromBase64, crcOf, crcToBase64, crcToHex } from '#main/domain/transfer/crc32';

it('is the CRC32 that everybody means', () => {
  expect(crcToHex(crcOf(Buffer.from('123456789')))).toBe('cbf43926');
  expect(crcToBase64(0xcbf43926)).toBe('y/Q5Jg==');
});

it('combines the checksums of pieces to that of the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (pieces) => {
      const parts = pieces.map((bytes) => ({ crc32: crcOf(bytes), size: bytes.byteLength }));
      expect(combineCrc(parts)).toBe(crcOf(Buffer.concat(pieces)));
    }),
  );
});

it('goes through text and back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (crc) => crcFromBase64(crcToBase64(crc)) === crc));
});
