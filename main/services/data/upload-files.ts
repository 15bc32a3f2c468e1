import PQueue from 'p-queue';
import type { ObjectInfo } from '#contract/data';
import type { Store } from '#main/adapters/stores/port';
import { planParts } from '#main/domain/transfer/parts';
import type { ActivityHandle } from '../activities.ts';
import type { LocalFile } from './collect-files.ts';
import { Flow } from './flow.ts';
import { sizesThere } from './listed.ts';
import { uploadFile } from './upload-file.ts';
import type { UploadRecords } from './upload-records.ts';

const MiB = 1024 * 1024;
/** Files at once, by size: each is held in memory whole; one that goes in parts has its own parallel requests. */
const AT_ONCE = [
  { upTo: MiB, files: 24 },
  { upTo: 16 * MiB, files: 6 },
  { upTo: Infinity, files: 1 },
];

interface FilesUpload {
  store: Store;
  records: UploadRecords;
  workspace: string;
  files: readonly LocalFile[];
  activity: ActivityHandle;
  /** Bytes a second. */
  limit?: number | undefined;
}

/** Sends files, the small ones first and beside each other, the large ones one after the other; the first error ends it all. */
export async function uploadFiles(upload: FilesUpload): Promise<ObjectInfo[]> {
  const { store, records, workspace, files, activity, limit } = upload;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const failure = new AbortController();
  const signal = AbortSignal.any([activity.signal, failure.signal]);
  const flow = new Flow({ signal, limit, unpaused: () => activity.unpaused() });
  let sent = 0;
  let ended = 0;
  let detail = '';
  const report = () => {
    const count = files.length === 1 ? '' : `${ended} of ${files.length} files; `;
    activity.report(count + detail, { done: sent, total, unit: 'bytes' });
  };
  const onBytes = (bytes: number) => {
    sent += bytes;
    report();
  };
  const onStep = (step: string) => {
    detail = step;
    report();
  };
  for (const { size } of files) planParts(size);
  const sizeOf = await sizesThere(
    store,
    files.map(({ uri }) => uri),
    signal,
  );
  const objects = new Map<string, ObjectInfo>();
  const send = async ({ path, uri }: LocalFile) => {
    await flow.ready();
    onStep(`sending ${path}`);
    const listed = sizeOf?.(uri);
    objects.set(uri, await uploadFile({ store, records, workspace, path, uri, listed, flow, onBytes, onStep }));
    ended += 1;
    report();
  };

  let first: unknown;
  let above = -1;
  for (const { upTo, files: atOnce } of AT_ONCE) {
    const queue = new PQueue({ concurrency: atOnce });
    for (const file of files.filter(({ size }) => size > above && size <= upTo)) {
      void queue
        .add(() => send(file))
        .catch((error: unknown) => {
          if (!failure.signal.aborted) first = error;
          failure.abort();
        });
    }
    await queue.onIdle();
    if (failure.signal.aborted) throw first;
    above = upTo;
  }
  return files.flatMap(({ uri }) => objects.get(uri) ?? []);
}
