import { crc32 } from 'node:zlib';

/** The reflected polynomial of CRC-32/ISO-HDLC, the one that S3 means by CRC32. */
const POLYNOMIAL = 0xedb88320;

/** A piece's CRC32 with its length in bytes. */
export interface Piece {
  crc32: number;
  size: number;
}

/** CRC32 of bytes, going on from `before`. */
export function crcOf(bytes: Uint8Array, before = 0): number {
  return crc32(bytes, before);
}

/** CRC32 of the pieces set one after the other, from theirs alone (zlib's crc32_combine): parts are checked in any order. */
export function combineCrc(pieces: Iterable<Piece>): number {
  let crc = 0;
  for (const { crc32: next, size } of pieces) crc = (times(power(size), crc) ^ next) >>> 0;
  return crc;
}

/** As S3 writes it: base64 of four bytes, the highest first. */
export function crcToBase64(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}

export function crcFromBase64(text: string): number {
  return Buffer.from(text, 'base64').readUInt32BE();
}

export function crcToHex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}

/** a times b modulo the polynomial; bits are reflected, so 1 is the highest bit. */
function times(a: number, b: number): number {
  let product = 0;
  for (let mask = 0x80000000, left = b; mask !== 0; mask >>>= 1) {
    if (a & mask) product ^= left;
    left = left & 1 ? (left >>> 1) ^ POLYNOMIAL : left >>> 1;
  }
  return product >>> 0;
}

/** x to the power of 8 times `bytes`, by squaring. */
function power(bytes: number): number {
  let result = 0x80000000;
  let square = 0x00800000;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(square, result);
    square = times(square, square);
  }
  return result;
}
