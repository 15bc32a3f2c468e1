import type { RunManifest } from '#contract/run-record';
import type { CallOptions, Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { logFolder, parseLogKey } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import { listAll } from './objects.ts';

/** Bytes of a log that are shown: its end. */
const SHOWN = 2 ** 20;

/** The end of a batch's log; of its latest attempt that has one, unless told otherwise. */
export async function readLog(
  store: Store,
  { id, uri }: RunManifest,
  { batch, attempt, ...options }: CallOptions & { batch: number; attempt?: number },
): Promise<{ batch: number; attempt: number; text: string }> {
  const listed = await listAll(store, uri, logFolder(batch), options);
  const logs = listed.flatMap(({ key, info }) => {
    const log = parseLogKey(key);
    return log ? [{ ...log, key, size: info.size }] : [];
  });
  const wanted = logs
    .filter((log) => attempt === undefined || log.attempt === attempt)
    .sort((a, b) => a.attempt - b.attempt)
    .at(-1);
  if (!wanted) {
    throw new AppError({
      code: 'not-found',
      doing: `reading a log of ${id}`,
      message: `Batch ${batch} has no log${attempt === undefined ? '' : ` of attempt ${attempt}`}.`,
      advice: 'A batch writes its log when it has begun.',
    });
  }
  const from = Math.max(0, wanted.size - SHOWN);
  const bytes =
    wanted.size === 0
      ? new Uint8Array()
      : await store.get(joinS3(uri, wanted.key), {
          ...options,
          ...(from > 0 ? { range: [from, wanted.size - 1] as const } : {}),
        });
  return { batch, attempt: wanted.attempt, text: new TextDecoder().decode(bytes) };
}
