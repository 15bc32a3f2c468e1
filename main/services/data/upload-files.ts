import PQueue from 'p-queue';
import type { ObjectInfo } from '#contract/data';
import type { Store } from '#main/adapters/stores/port';
import { planParts } from '#main/domain/transfer/parts';
import type { ActivityHandle } from '../activities.ts';
import type { LocalFile } from './collect-files.ts';
import { uploadFile } from './upload-file.ts';
import type { UploadRecords } from './upload-records.ts';

/** Files of a single part at once: each is held in memory whole, up to 16 MiB. */
const WHOLE_FILES_AT_ONCE = 6;

interface FilesUpload {
  store: Store;
  records: UploadRecords;
  workspace: string;
  files: readonly LocalFile[];
  activity: ActivityHandle;
}

/** Sends files, small ones beside each other, large ones one after the other in parts; the first error ends it all. */
export async function uploadFiles({ store, records, workspace, files, activity }: FilesUpload): Promise<ObjectInfo[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const failure = new AbortController();
  const signal = AbortSignal.any([activity.signal, failure.signal]);
  let sent = 0;
  let ended = 0;
  let detail = '';
  const report = () => {
    const count = files.length === 1 ? '' : `${ended} of ${files.length} files; `;
    activity.report(count + detail, { done: sent, total, unit: 'bytes' });
  };
  const send = async ({ path, uri }: LocalFile) => {
    signal.throwIfAborted();
    const onBytes = (bytes: number) => {
      sent += bytes;
      report();
    };
    const onStep = (step: string) => {
      detail = step;
      report();
    };
    onStep(`sending ${path}`);
    const object = await uploadFile({ store, records, workspace, path, uri, signal, onBytes, onStep });
    ended += 1;
    report();
    return object;
  };
  const whole = new PQueue({ concurrency: WHOLE_FILES_AT_ONCE });
  const inParts = new PQueue({ concurrency: 1 });
  const queueOf = ({ size }: LocalFile) => (planParts(size).count === 1 ? whole : inParts);

  let first: unknown;
  const objects = files.map((file) =>
    queueOf(file)
      .add(() => send(file))
      .catch((error: unknown) => {
        if (!failure.signal.aborted) first = error;
        failure.abort();
        throw error;
      }),
  );
  const outcomes = await Promise.allSettled(objects);
  if (failure.signal.aborted) throw first;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
