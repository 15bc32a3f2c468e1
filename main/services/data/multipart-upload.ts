import type { S3Uri } from '#contract/s3-uri';
import type { Part, PartBody, Store } from '#main/adapters/stores/port';
import { missingParts, partRange, type PartPlan } from '#main/domain/transfer/parts';
import type { Flow } from './flow.ts';
import { persist } from './persist.ts';
import type { PartSource } from './source.ts';

/** A larger part (files over 300 GB have them) is read twice, for its checksum and to send it, and never held whole. */
const HELD = 32 * 1024 * 1024;
const STEP = 8 * 1024 * 1024;

export interface MultipartUpload {
  store: Store;
  uri: S3Uri;
  uploadId: string;
  plan: PartPlan;
  source: PartSource;
  /** What the store has already. */
  have: readonly Part[];
  flow: Flow;
  /** Called once for each part that the store has acknowledged, before the next is begun in its place. */
  onPart?: (part: Part) => Promise<void> | void;
}

/**
 * Sends the parts that are missing out of a few buffers that are used again, and returns all of them in order. Knows
 * nothing of where bytes come from, nor of what is kept for a resume.
 */
export async function sendParts(upload: MultipartUpload): Promise<Part[]> {
  const { store, uri, uploadId, plan, source, have, flow, onPart } = upload;
  const sent: Part[] = [];
  const missing = missingParts(
    plan,
    have.map(({ number }) => number),
  );
  const held = plan.partSize <= HELD;
  const bufferSize = held ? Math.min(plan.partSize, plan.size) : STEP;
  await flow.each(missing, bufferSize, async (number, buffer, signal, onTrouble) => {
    const { offset, length } = partRange(plan, number);
    const body = held ? await source.read(offset, length, buffer) : inSteps(source, offset, length, buffer);
    const options = { signal, ...(flow.pace && { pace: flow.pace }) };
    const part = await persist(() => store.multipart.part(uri, uploadId, number, body, options), { signal, onTrouble });
    sent.push(part);
    await onPart?.(part);
    return length;
  });
  return [...have, ...sent].toSorted((one, other) => one.number - other.number);
}

function inSteps(source: PartSource, offset: number, size: number, buffer: Uint8Array): PartBody {
  return {
    size,
    async *chunks() {
      for (let at = 0; at < size; at += buffer.byteLength)
        yield source.read(offset + at, Math.min(buffer.byteLength, size - at), buffer);
    },
  };
}
