import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Checksum } from '#contract/data';
import type { ModelSource, StartRequest } from '#contract/run';
import type { RunManifest } from '#contract/run-record';
import type { S3Uri } from '#contract/s3-uri';
import type { Launcher } from '#main/adapters/clusters/port';
import type { Files } from '#main/adapters/files/port';
import type { Parquet } from '#main/adapters/parquet/port';
import type { Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { tasksPerBatch } from '#main/domain/keyspace/batches';
import { runId, runStamp } from '#main/domain/run-id';
import { RUN_FILES } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import type { Platform } from '#main/platform';
import type { ActivityHandle } from '../activities.ts';
import { putIfAbsent, writeJson } from './objects.ts';
import { checkSpecification, planTasks } from './plan.ts';
import { taskColumns } from './tasks-table.ts';
import { putWorker } from './worker-file.ts';

interface Start {
  request: z.infer<typeof StartRequest>;
  root: S3Uri;
  store: Store;
  launcher: Launcher;
  parquet: Parquet;
  files: Files;
  platform: Pick<Platform, 'resources' | 'paths'>;
  activity: ActivityHandle;
}

/** Elements a slot, so that the slots end together; how long an element should take, in seconds; Slurm's MaxArraySize less one. */
const ROUNDS = 3;
const BATCH_SECONDS = 600;
const MOST_BATCHES = 1000;
const SLOTS_UNKNOWN = 100;

/** Checks what a run is made of and writes its record, the manifest last: then there is a run, of which nothing is submitted yet. */
export async function recordRun(start: Start): Promise<{ manifest: RunManifest; workerFile: string }> {
  const { request, root, store, launcher, parquet, activity } = start;
  const { model, psimulate } = request;
  const { signal } = activity;
  activity.report('checking the model');
  checkSpecification(model.specification);
  const plan = planTasks({ branches: model.branches, psimulate, artifact: model.artifact });
  const { worker, path: workerFile } = await putWorker(start, store, root, { signal });
  // What the nodes lack is said before anything is recorded.
  await launcher.worker(model.generation, { uri: worker.uri, localPath: workerFile });
  const artifact = model.artifact && (await checkArtifact(store, model.artifact, activity));
  const slots = request.slots ?? launcher.slots ?? SLOTS_UNKNOWN;
  const total = plan.tasks.length;
  const size =
    request.batch_size ??
    tasksPerBatch({
      tasks: total,
      slots: slots * ROUNDS,
      taskSeconds: request.task_seconds,
      targetSeconds: BATCH_SECONDS,
      maxBatches: MOST_BATCHES,
    });
  activity.report(`recording ${total} tasks`);
  const { stamp, at } = await claimStamp(store, root, model, activity);
  const uri = joinS3(root, 'results', model.name, stamp);
  const put = (name: string, body: Uint8Array | string, contentType: string) =>
    store.put(joinS3(uri, name), body, { contentType, signal });
  await Promise.all([
    put(RUN_FILES.branches, plan.files.branches, 'application/yaml'),
    put(RUN_FILES.keyspace, plan.files.keyspace, 'application/yaml'),
    put(RUN_FILES.tasks, await parquet.write(taskColumns(plan.tasks, size)), 'application/vnd.apache.parquet'),
  ]);
  const manifest: RunManifest = {
    format: 1,
    id: runId(model.name, stamp),
    uri,
    model: model.name,
    created_at: at.toISOString(),
    generation: model.generation,
    psimulate,
    artifact,
    code: model.code,
    worker,
    resources: { memory_mb: request.memory_mb, task_seconds: request.task_seconds ?? null },
    tasks: { total },
    batches: { size, count: Math.ceil(total / size) },
  };
  await writeJson(store, joinS3(uri, RUN_FILES.manifest), manifest, { onlyIfAbsent: true, signal });
  return { manifest, workerFile };
}

/** Takes the first free second for the run's name by writing its specification there: two starts never share a folder. */
async function claimStamp(
  store: Store,
  root: S3Uri,
  { name, specification }: ModelSource,
  { signal }: ActivityHandle,
): Promise<{ stamp: string; at: Date }> {
  for (let at = new Date(); ; at = new Date(at.getTime() + 1000)) {
    const stamp = runStamp(at);
    const uri = joinS3(root, 'results', name, stamp, RUN_FILES.specification);
    if (await putIfAbsent(store, uri, specification, { contentType: 'application/yaml', signal })) return { stamp, at };
  }
}

async function checkArtifact(
  store: Store,
  uri: S3Uri,
  { signal, report }: ActivityHandle,
): Promise<RunManifest['artifact']> {
  const found = await store.head(uri, { signal });
  if (!found) {
    throw new AppError({
      code: 'not-found',
      doing: 'checking the artifact',
      message: `There is no artifact at ${uri}.`,
      advice: 'Upload it first, or choose another one.',
    });
  }
  return {
    uri,
    size: found.size,
    checksum: known(found.checksum) ?? (await hash(store, uri, found.size, { signal, report })),
  };
}

/** What the worker can check. */
function known(checksum: Checksum | null): Checksum | null {
  return checksum?.algorithm === 'crc64nvme' ? null : checksum;
}

/** For an object that another tool put there: reads it once, so that the nodes can tell whether they have the same one. */
async function hash(
  store: Store,
  uri: S3Uri,
  total: number,
  { signal, report }: Pick<ActivityHandle, 'signal' | 'report'>,
): Promise<Checksum> {
  const sum = createHash('sha256');
  let done = 0;
  for await (const bytes of await store.stream(uri, { signal })) {
    sum.update(bytes);
    done += bytes.length;
    report('reading the artifact for its checksum', { done, total, unit: 'bytes' });
  }
  return { algorithm: 'sha256', value: sum.digest('hex') };
}
