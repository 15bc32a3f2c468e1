import { randomBytes } from 'node:crypto';
import type { RunManifest, Submission } from '#contract/run-record';
import type { Launcher } from '#main/adapters/clusters/port';
import type { CallOptions, Store } from '#main/adapters/stores/port';
import { AppError, toAppError } from '#main/domain/app-error';
import { submissionKey } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import { putIfAbsent, writeJson } from './objects.ts';
import { askJobs } from './scheduler.ts';

export interface SubmitRequest extends CallOptions {
  store: Store;
  launcher: Launcher;
  manifest: RunManifest;
  /** The worker's file on this computer; the same as the manifest's in S3. */
  workerFile: string;
  batches: Submission['batches'];
  slots: number | null;
  onTrouble: (error: unknown) => void;
}

/**
 * Submits batches so that it can be known afterwards whether it happened: first the intent with the job's name is written,
 * then the scheduler is asked, then the job ids are added. Whoever finds an intent without ids asks the scheduler for
 * the name before sending anything again.
 */
export async function submitBatches(request: SubmitRequest): Promise<{ key: string; submission: Submission }> {
  const { store, launcher, manifest, batches, slots, signal } = request;
  const { argv, env } = await launcher.worker(manifest.generation, {
    uri: manifest.worker.uri,
    localPath: request.workerFile,
  });
  const { key, submission } = await writeIntent(request);
  const uri = joinS3(manifest.uri, key);
  const command = launcher.scheduler.submit({
    name: submission.job_name,
    elements: batches.length,
    slots: slots ?? launcher.slots,
    memoryMb: manifest.resources.memory_mb,
    argv: [...argv, '--submission', uri],
    env,
  });
  let jobIds: string[];
  try {
    // Not cancelled half-way: what was sent is sent.
    jobIds = launcher.scheduler.parseSubmit(await launcher.shell.run(command)).jobIds;
  } catch (error) {
    const answer = await askJobs(() => Promise.resolve(launcher), [submission.job_name], request);
    const found = answer?.ids.get(submission.job_name);
    if (!found) {
      // Only a scheduler that answers can say that there is nothing to wait for.
      if (answer) await store.remove([uri], { signal });
      throw notSubmitted(error, manifest.id);
    }
    jobIds = found;
  }
  const submitted = { ...submission, job_ids: jobIds };
  await writeJson(store, uri, submitted);
  return { key, submission: submitted };
}

async function writeIntent({
  store,
  launcher,
  manifest,
  batches,
  signal,
}: SubmitRequest): Promise<{ key: string; submission: Submission }> {
  for (let ms = Date.now(); ; ms += 1) {
    const key = submissionKey(ms);
    const submission: Submission = {
      format: 1,
      run: manifest.uri,
      scheduler: launcher.scheduler.name,
      // SGE wants a letter first; the end tells apart runs of one name in several buckets.
      job_name: `va-${manifest.id.replace('/', '-')}-${ms}-${randomBytes(2).toString('hex')}`,
      submitted_at: new Date(ms).toISOString(),
      batches,
      job_ids: [],
    };
    if (
      await putIfAbsent(store, joinS3(manifest.uri, key), JSON.stringify(submission), {
        contentType: 'application/json',
        signal,
      })
    )
      return { key, submission };
  }
}

function notSubmitted(error: unknown, run: string): AppError {
  const { data } = toAppError(error, 'submitting the run');
  return new AppError({
    ...data,
    doing: `submitting ${run}`,
    advice: `${data.advice ? `${data.advice} ` : ''}The run is recorded: restart it when this is mended.`,
    cause: error,
  });
}
