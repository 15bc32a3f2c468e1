import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { S3Uri } from '#contract/s3-uri';
import type { Files } from '#main/adapters/files/port';
import type { EnsureOptions } from '#main/adapters/python/port';
import type { Store } from '#main/adapters/stores/port';
import { AppError, isAppError } from '#main/domain/app-error';
import { joinS3 } from '#main/domain/s3-uri';

/** Written last, with the digest of all that belongs to the sample. */
const MARKER = 'sample.json';
const AT_ONCE = 8;

interface SampleFile {
  path: string;
  /** Below the workspace's root. */
  key: string;
  size: number;
  sha256: string;
}

interface Sample {
  files: SampleFile[];
  digest: string;
}

/** The sample in the app's resources, and whether and how it gets into a bucket. */
export class SampleData {
  readonly #files: Files;
  readonly #resources: string;
  #sample: Promise<Sample> | null = null;

  constructor(files: Files, resources: string) {
    this.#files = files;
    this.#resources = resources;
  }

  /** Whether all of this version's sample was put under `root` once; what the user deleted since stays deleted. */
  async isIn(store: Store, root: S3Uri): Promise<boolean> {
    const { digest } = await this.#read();
    try {
      return new TextDecoder().decode(await store.get(joinS3(root, MARKER))) === marker(digest);
    } catch (error) {
      if (isAppError(error) && error.code === 'not-found') return false;
      throw error;
    }
  }

  /** Puts what is missing or different: artifact, code and worker, the run's files, then its events, which vouch for them. */
  async put(store: Store, root: S3Uri, { onProgress, signal }: EnsureOptions): Promise<void> {
    if (await this.isIn(store, root)) return;
    const { files, digest } = await this.#read();
    if (signal) setMaxListeners(0, signal); // each request at the same time listens to it
    let done = 0;
    for (const group of [files.filter((file) => !isEvent(file)), files.filter(isEvent)]) {
      const queue = new PQueue({ concurrency: AT_ONCE });
      await queue.addAll(
        group.map((file) => async () => {
          await this.#putFile(store, root, file, signal);
          const progress = {
            done: ++done,
            total: files.length,
            unit: 'items',
            rate: null,
            seconds_left: null,
          } as const;
          onProgress?.('putting the sample into the bucket', progress);
        }),
        { signal },
      );
    }
    await store.put(joinS3(root, MARKER), marker(digest), { contentType: 'application/json', signal });
  }

  async #putFile(
    store: Store,
    root: S3Uri,
    { path, key, size, sha256 }: SampleFile,
    signal?: AbortSignal,
  ): Promise<void> {
    const uri = joinS3(root, key);
    const there = await store.head(uri, { signal });
    if (there?.size === size && there.checksum?.algorithm === 'sha256' && there.checksum.value === sha256) return;
    await store.put(uri, await this.#bytes(path), { sha256, signal });
  }

  #read(): Promise<Sample> {
    this.#sample ??= this.#digest().catch((error: unknown) => {
      this.#sample = null;
      throw error;
    });
    return this.#sample;
  }

  async #digest(): Promise<Sample> {
    const folder = join(this.#resources, 'sample');
    const places: [path: string, key: string | null][] = [
      [join(folder, 'artifact.hdf'), 'artifacts/sample.hdf'],
      [join(this.#resources, 'worker', 'vivarium_worker.py'), null],
      ...(await this.#below(join(folder, 'finished-run', 'code'), 'code')),
      ...(await this.#below(join(folder, 'finished-run', 'sample'), 'results/sample')),
    ];
    const files: SampleFile[] = [];
    for (const [path, key] of places) {
      const content = await this.#bytes(path);
      const sha256 = createHash('sha256').update(content).digest('hex');
      files.push({ path, key: key ?? `worker/${sha256}.py`, size: content.length, sha256 });
    }
    const digest = createHash('sha256').update(files.map(({ key, sha256 }) => `${key} ${sha256}\n`).join(''));
    return { files, digest: digest.digest('hex') };
  }

  async #below(folder: string, key: string): Promise<[path: string, key: string][]> {
    return (await this.#files.list(folder)).map((name) => [join(folder, name), `${key}/${name}`]);
  }

  async #bytes(path: string): Promise<Uint8Array> {
    const content = await this.#files.bytes(path);
    if (content) return content;
    throw new AppError({
      code: 'missing-part',
      doing: 'reading the sample',
      message: `The app's own file ${path} is missing.`,
      advice: 'Install the app again.',
    });
  }
}

function isEvent({ key }: SampleFile): boolean {
  return key.includes('/events/');
}

function marker(digest: string): string {
  return `${JSON.stringify({ format: 1, sample: digest })}\n`;
}
