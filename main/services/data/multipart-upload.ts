import type { S3Uri } from '#contract/s3-uri';
import type { Part, Store } from '#main/adapters/stores/port';
import { missingParts, partRange, type PartPlan } from '#main/domain/transfer/parts';
import type { PartSource } from './source.ts';

const PARTS_IN_FLIGHT = 4;

export interface MultipartUpload {
  store: Store;
  uri: S3Uri;
  uploadId: string;
  plan: PartPlan;
  source: PartSource;
  /** What the store has already. */
  have: readonly Part[];
  signal?: AbortSignal;
  /** Called once for each part that the store has acknowledged, before the next is begun in its place. */
  onPart?: (part: Part) => Promise<void> | void;
}

/**
 * Sends the parts that are missing, four at a time out of four buffers, and returns all of them in order. Knows nothing
 * of where bytes come from, nor of what is kept for a resume. At the first error the others in flight are given up.
 */
export async function sendParts({
  store,
  uri,
  uploadId,
  plan,
  source,
  have,
  signal,
  onPart,
}: MultipartUpload): Promise<Part[]> {
  const queue = missingParts(
    plan,
    have.map(({ number }) => number),
  );
  const sent: Part[] = [];
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);

  const work = async () => {
    const buffer = Buffer.allocUnsafeSlow(Math.min(plan.partSize, plan.size));
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      stop.throwIfAborted();
      const { offset, length } = partRange(plan, number);
      const body = await source.read(offset, length, buffer);
      const part = await store.multipart.part(uri, uploadId, number, body, { signal: stop });
      sent.push(part);
      await onPart?.(part);
    }
  };
  let first: unknown;
  const workers = Array.from({ length: Math.min(PARTS_IN_FLIGHT, queue.length) }, () =>
    work().catch((error: unknown) => {
      if (!failure.signal.aborted) first = error;
      failure.abort();
    }),
  );
  // All have to be still before the caller may close the source.
  await Promise.all(workers);
  if (failure.signal.aborted) throw first;
  return [...have, ...sent].toSorted((one, other) => one.number - other.number);
}
