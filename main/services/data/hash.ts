import { createHash } from 'node:crypto';
import type { FileSource } from './source.ts';

const STEP = 4 * 1024 * 1024;

/** SHA-256 (hex) of the whole file, in one pass of reading ahead by one step. */
export async function hashFile(
  file: FileSource,
  onBytes: (done: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const buffers = [Buffer.allocUnsafeSlow(STEP), Buffer.allocUnsafeSlow(STEP)] as const;
  const read = (offset: number, turn: number) => {
    const length = Math.min(STEP, file.size - offset);
    return length > 0 ? file.read(offset, length, buffers[turn % 2 === 0 ? 0 : 1]) : Promise.resolve(new Uint8Array());
  };
  let next = read(0, 0);
  for (let offset = 0, turn = 0; offset < file.size; offset += STEP, turn += 1) {
    const bytes = await next;
    signal?.throwIfAborted();
    next = read(offset + STEP, turn + 1);
    hash.update(bytes);
    onBytes(offset + bytes.byteLength);
  }
  await next;
  return hash.digest('hex');
}
