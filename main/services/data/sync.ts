import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import PQueue from 'p-queue';
import type { SyncStep } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Store } from '#main/adapters/stores/port';
import { joinS3 } from '#main/domain/s3-uri';
import { targetOf } from '#main/domain/transfer/names';
import { syncAction } from '#main/domain/transfer/sync';
import type { ActivityHandle } from '../activities.ts';
import { downloadFile } from './download-file.ts';
import type { DownloadRecords } from './download-records.ts';
import { Flow } from './flow.ts';
import { requireObject } from './read-through.ts';
import { localSide, storedSide } from './sync-sides.ts';
import { uploadFiles } from './upload-files.ts';
import type { UploadRecords } from './upload-records.ts';

/** One end of a sync: a folder of this computer, or a prefix that ends with a slash. */
export type End = { kind: 'local'; folder: string } | { kind: 'stored'; prefix: S3Uri };

export interface Sync {
  store: Store;
  workspace: string;
  uploads: UploadRecords;
  downloads: DownloadRecords;
  from: End;
  to: End;
  limit?: number | undefined;
}

const MiB = 1024 * 1024;

/** What there is to do, name by name; changes nothing. */
export async function planSync(
  { store, from, to }: Pick<Sync, 'store' | 'from' | 'to'>,
  options: { delete: boolean },
): Promise<SyncStep[]> {
  const side = (end: End) => (end.kind === 'local' ? localSide(end.folder) : storedSide(store, end.prefix));
  const [sources, targets] = await Promise.all([side(from), side(to)]);
  const names = [...new Set([...sources.keys(), ...targets.keys()])].toSorted();
  return names.map((name) => {
    const source = sources.get(name);
    const target = targets.get(name);
    return { name, size: (source ?? target)?.size ?? 0, ...syncAction(source, target, options) };
  });
}

/** Does what a plan says, first all that is sent, then what is deleted. */
export async function runSync(sync: Sync, steps: readonly SyncStep[], activity: ActivityHandle): Promise<void> {
  const { store, to } = sync;
  const sent = steps.filter(({ action }) => action === 'send');
  if (sent.length > 0) await send(sync, sent, activity);
  const deleted = steps.filter(({ action }) => action === 'delete');
  if (deleted.length === 0) return;
  if (to.kind === 'stored')
    await store.remove(
      deleted.map(({ name }) => joinS3(to.prefix, name)),
      { signal: activity.signal },
    );
  else for (const { name } of deleted) await rm(join(to.folder, name), { force: true });
}

async function send(sync: Sync, steps: readonly SyncStep[], activity: ActivityHandle): Promise<void> {
  const { store, workspace, uploads, downloads, from, to, limit } = sync;
  if (from.kind === 'local' && to.kind === 'stored') {
    const files = steps.map(({ name, size }) => ({
      path: join(from.folder, name),
      size,
      uri: targetOf(to.prefix, name),
    }));
    await uploadFiles({ store, records: uploads, workspace, files, activity, limit });
    return;
  }
  const failure = new AbortController();
  const signal = AbortSignal.any([activity.signal, failure.signal]);
  const flow = new Flow({ signal, limit, unpaused: () => activity.unpaused() });
  const total = steps.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let first: unknown;
  const one = async ({ name, size }: SyncStep) => {
    await flow.ready();
    if (from.kind !== 'stored') throw new TypeError('One end of a sync lies in S3');
    const uri = joinS3(from.prefix, name);
    if (to.kind === 'stored')
      await store.copy(await requireObject(store, uri, signal), joinS3(to.prefix, name), { signal });
    else {
      const path = join(to.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await downloadFile({ store, uri, to: path, records: downloads, flow, listed: { size }, onBytes: () => {} });
    }
    done += size;
    activity.report(name, { done, total, unit: 'bytes' });
  };
  const small = (size: number) => size <= 8 * MiB;
  for (const [atOnce, mine] of [
    [12, steps.filter(({ size }) => small(size))],
    [1, steps.filter(({ size }) => !small(size))],
  ] as const) {
    const queue = new PQueue({ concurrency: atOnce });
    for (const step of mine)
      void queue
        .add(() => one(step))
        .catch((error: unknown) => {
          if (!failure.signal.aborted) first = error;
          failure.abort();
        });
    await queue.onIdle();
    if (failure.signal.aborted) throw first;
  }
}
