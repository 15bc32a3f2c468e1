import { createHash } from 'node:crypto';
import type { Checksum } from '#contract/data';
import { crcOf, crcToHex } from '#main/domain/transfer/crc32';
import type { FileSource } from './source.ts';

const STEP = 4 * 1024 * 1024;

interface Digest {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** Made for the algorithms that we can compute; null for another. */
export function digestOf(algorithm: Checksum['algorithm']): Digest | null {
  if (algorithm === 'sha256') {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
  }
  if (algorithm !== 'crc32') return null;
  let crc = 0;
  return { update: (bytes) => void (crc = crcOf(bytes, crc)), hex: () => crcToHex(crc) };
}

/** Whether the file has the checksum; null where we cannot compute its kind. Reads ahead by one step. */
export async function hasChecksum(
  file: Pick<FileSource, 'size' | 'read'>,
  checksum: Checksum,
  { onBytes, signal }: { onBytes?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<boolean | null> {
  const digest = digestOf(checksum.algorithm);
  if (!digest) return null;
  const size = Math.min(STEP, file.size);
  const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] as const;
  const read = (offset: number, turn: number) => {
    const length = Math.min(STEP, file.size - offset);
    return length > 0 ? file.read(offset, length, buffers[turn % 2 === 0 ? 0 : 1]) : Promise.resolve(new Uint8Array());
  };
  let next = read(0, 0);
  for (let offset = 0, turn = 0; offset < file.size; offset += STEP, turn += 1) {
    const bytes = await next;
    signal?.throwIfAborted();
    next = read(offset + STEP, turn + 1);
    // An error of it is met at the next turn.
    next.catch(() => {});
    digest.update(bytes);
    onBytes?.(offset + bytes.byteLength);
  }
  await next;
  return digest.hex() === checksum.value;
}
