import { join } from 'node:path';
import type { ArtifactDifference, ArtifactKey } from '#contract/artifact';
import type { Checksum, Listing, ObjectInfo, SyncStep } from '#contract/data';
import { S3Uri } from '#contract/s3-uri';
import type { Workspace } from '#contract/workspace';
import type { Artifacts } from '#main/adapters/artifacts/port';
import type { Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { joinS3, parseS3Uri, s3Uri } from '#main/domain/s3-uri';
import { targetOf } from '#main/domain/transfer/names';
import type { Platform } from '#main/platform';
import type { Activities } from './activities.ts';
import { workspaceRoot, type Connections } from './connections.ts';
import { compareKeys, indexOf, isArtifact, keysOf, putIndex } from './data/artifact-index.ts';
import { collectFiles } from './data/collect-files.ts';
import { copyObjects } from './data/copy-objects.ts';
import { downloadFile } from './data/download-file.ts';
import { DownloadRecords } from './data/download-records.ts';
import { Flow } from './data/flow.ts';
import { notFound, readThrough } from './data/read-through.ts';
import { SliceUploads } from './data/slices.ts';
import { giveUpStale } from './data/stale-uploads.ts';
import { planSync, runSync, type End } from './data/sync.ts';
import { UploadRecords } from './data/upload-records.ts';
import { uploadFiles } from './data/upload-files.ts';
import type { WorkspaceService } from './workspaces.ts';

interface Needs {
  platform: Pick<Platform, 'paths'>;
  activities: Activities;
  artifacts: Artifacts;
  workspaces: Pick<WorkspaceService, 'resolve'>;
  connections: Pick<Connections, 'store'>;
}

interface InWorkspace {
  workspace?: string | undefined;
}

/** The calls of the contract's `data`: what lies in S3, and the ways there and back. */
export class DataService {
  readonly #needs: Needs;
  readonly #records: UploadRecords;
  readonly #downloads: DownloadRecords;
  readonly #slices: SliceUploads;
  #swept: Promise<void> | null = null;

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#records = new UploadRecords(join(needs.platform.paths.data, 'uploads'));
    this.#downloads = new DownloadRecords(join(needs.platform.paths.data, 'downloads'));
    const storeOf = (workspace: string) => this.#storeOf(workspace);
    this.#slices = new SliceUploads({ records: this.#records, activities: needs.activities, storeOf });
  }

  async list(
    input: InWorkspace & {
      prefix?: S3Uri | undefined;
      recursive: boolean;
      continuation?: string | undefined;
      limit: number;
    },
  ): Promise<Listing> {
    const { workspace, store } = await this.#open(input);
    const prefix = input.prefix ?? folder(workspaceRoot(workspace));
    const { continuation, limit, recursive } = input;
    const page = await store.list({
      prefix,
      grouped: !recursive,
      limit,
      ...(continuation !== undefined && { continuation }),
    });
    // A folder named without its slash is meant, not the one line that says that it is there.
    const [only, more] = page.folders;
    if (only === folder(prefix) && more === undefined && page.objects.length === 0)
      return this.list({ ...input, prefix: only });
    const nameOf = (uri: S3Uri) => parseS3Uri(uri).key.slice(parseS3Uri(prefix).key.length);
    return {
      prefix,
      folders: page.folders.map((uri) => ({ uri, name: nameOf(uri) })),
      objects: page.objects,
      continuation: page.continuation,
    };
  }

  async info(input: InWorkspace & { uri: S3Uri }): Promise<ObjectInfo> {
    const { store } = await this.#open(input);
    const info = await store.head(input.uri);
    if (!info) throw notFound(input.uri);
    return info;
  }

  /** All of the files, or none that is not whole; what was sent before an error stays. */
  async upload(
    input: InWorkspace & { paths: string[]; to?: S3Uri | undefined; limit?: number | undefined },
  ): Promise<{ objects: ObjectInfo[] }> {
    const { workspace, store } = await this.#open(input);
    const files = await collectFiles(input.paths, input.to ?? artifacts(workspace));
    await this.#sweep();
    const [only] = files;
    const title = files.length === 1 && only ? `Sending ${only.path}` : `Sending ${files.length} files`;
    const objects = await this.#needs.activities.run({ kind: 'upload', title, pausable: true }, (activity) =>
      uploadFiles({ store, records: this.#records, workspace: workspace.name, files, activity, limit: input.limit }),
    );
    for (const [index, object] of objects.entries()) {
      const path = files[index]?.path ?? '';
      // An index only spares a download later: what is no artifact after all has none.
      if (isArtifact(path)) await putIndex(store, this.#needs.artifacts, object, path).catch(() => {});
    }
    return { objects };
  }

  /** `to`: the file to write, or a folder (that exists, or ends with a slash). */
  async download(
    input: InWorkspace & { uri: S3Uri; to: string; limit?: number | undefined },
  ): Promise<{ path: string; size: number; verified: boolean }> {
    const { store } = await this.#open(input);
    const { uri, to, limit } = input;
    const records = this.#downloads;
    return this.#reading('Saving', { uri, limit }, (reading) => downloadFile({ store, uri, to, records, ...reading }));
  }

  async copy(input: InWorkspace & { from: S3Uri; to: S3Uri; move: boolean }) {
    const { store } = await this.#open(input);
    const title = `${input.move ? 'Moving' : 'Copying'} ${input.from}`;
    return this.#needs.activities.run({ kind: 'upload', title }, (activity) => copyObjects(store, input, activity));
  }

  async sync(
    input: InWorkspace & { from: string; to: string; delete: boolean; dry_run: boolean; limit?: number | undefined },
  ): Promise<{ steps: SyncStep[]; sent: number; bytes: number }> {
    const { workspace, store } = await this.#open(input);
    const [from, to] = [endOf(input.from), endOf(input.to)];
    if (from.kind === 'local' && to.kind === 'local') throw nothingInS3();
    const sync = { store, workspace: workspace.name, uploads: this.#records, downloads: this.#downloads, from, to };
    const steps = await planSync(sync, input);
    const sent = steps.filter(({ action }) => action === 'send');
    if (!input.dry_run) {
      await this.#sweep();
      const what = { kind: 'upload', title: `Syncing ${input.to}`, pausable: true } as const;
      await this.#needs.activities.run(what, (activity) => runSync({ ...sync, limit: input.limit }, steps, activity));
    }
    return { steps, sent: sent.length, bytes: sent.reduce((sum, { size }) => sum + size, 0) };
  }

  async artifact(input: InWorkspace & { uri: S3Uri }): Promise<{ uri: S3Uri; keys: ArtifactKey[] }> {
    const { store } = await this.#open(input);
    const fetch = (to: string) => this.download({ ...input, to });
    return { uri: input.uri, keys: await keysOf(store, this.#needs.artifacts, await this.info(input), fetch) };
  }

  async compareArtifacts(
    input: InWorkspace & { uri: S3Uri; other: S3Uri },
  ): Promise<{ differences: ArtifactDifference[] }> {
    const one = await this.artifact(input);
    const other = await this.artifact({ ...input, uri: input.other });
    return { differences: compareKeys(one.keys, other.keys) };
  }

  async link(input: InWorkspace & { uri: S3Uri; seconds: number }): Promise<{ url: string; expires_at: string }> {
    const { store } = await this.#open(input);
    const { uri, seconds } = input;
    if (!(await store.head(uri))) throw notFound(uri);
    const expires = new Date(Date.now() + seconds * 1000).toISOString();
    return { url: await store.link(uri, seconds), expires_at: expires };
  }

  async remove(input: InWorkspace & { uris: S3Uri[] }): Promise<{ removed: number }> {
    const { store } = await this.#open(input);
    // An index without its artifact is of no use.
    await store.remove(input.uris.flatMap((uri) => (isArtifact(uri) ? [uri, indexOf(uri)] : [uri])));
    return { removed: input.uris.length };
  }

  /** `ok` is true only where the object carries a checksum and its bytes have it. */
  async verify(
    input: InWorkspace & { uri: S3Uri },
  ): Promise<{ uri: S3Uri; ok: boolean; checksum: Checksum | null; size: number }> {
    const { store } = await this.#open(input);
    const { uri } = input;
    const { info, matches } = await this.#reading('Verifying', { uri }, (reading) =>
      readThrough({ store, uri, ...reading }),
    );
    return { uri, ok: matches === true, checksum: info.checksum, size: info.size };
  }

  async beginUpload(input: InWorkspace & { name: string; size: number; modified: number; to?: S3Uri | undefined }) {
    const { workspace } = await this.#open(input);
    await this.#sweep();
    const { name, size, modified } = input;
    return this.#slices.begin(workspace, {
      name,
      size,
      modified,
      uri: targetOf(folder(input.to ?? artifacts(workspace)), name),
    });
  }

  async putPart(input: { upload: string; part: number; bytes: Blob }): Promise<{ part: number }> {
    await this.#slices.put(input.upload, input.part, input.bytes);
    return { part: input.part };
  }

  async completeUpload(input: { upload: string }): Promise<ObjectInfo> {
    return this.#slices.complete(input.upload);
  }

  async abortUpload(input: { upload: string }): Promise<{ aborted: boolean }> {
    return { aborted: await this.#slices.abort(input.upload) };
  }

  async #open(input: InWorkspace): Promise<{ workspace: Workspace; store: Store }> {
    const workspace = await this.#needs.workspaces.resolve(input.workspace);
    return { workspace, store: await this.#needs.connections.store(workspace) };
  }

  async #storeOf(name: string): Promise<Store> {
    return (await this.#open({ workspace: name })).store;
  }

  async #reading<T>(
    verb: string,
    { uri, limit }: { uri: S3Uri; limit?: number | undefined },
    work: (reading: { flow: Flow; onBytes(done: number, total: number): void }) => Promise<T>,
  ): Promise<T> {
    const what = { kind: 'download', title: `${verb} ${uri}`, pausable: true } as const;
    return this.#needs.activities.run(what, ({ signal, report, unpaused }) =>
      work({
        flow: new Flow({ signal, limit, unpaused }),
        onBytes: (done, total) => report('', { done, total, unit: 'bytes' }),
      }),
    );
  }

  /** Once a process, before the first upload: what is given up must not be what it goes on with. */
  #sweep(): Promise<void> {
    this.#swept ??= giveUpStale(this.#records, (workspace) => this.#storeOf(workspace));
    return this.#swept;
  }
}

/** An address in S3 as a folder, or a path of this computer. */
function endOf(name: string): End {
  if (!name.startsWith('s3://')) return { kind: 'local', folder: name };
  const address = S3Uri.safeParse(name);
  if (!address.success) throw noAddress(name);
  return { kind: 'stored', prefix: folder(address.data) };
}

function noAddress(name: string): AppError {
  return new AppError({
    code: 'bad-input',
    doing: 'syncing two folders',
    message: `${name} is not an address in S3.`,
    advice: 'Addresses look like s3://bucket/folder/.',
  });
}

function nothingInS3(): AppError {
  return new AppError({
    code: 'bad-input',
    doing: 'syncing two folders',
    message: 'Both folders are on this computer.',
    advice: 'Give an s3:// address for one of them.',
  });
}

function artifacts(workspace: Workspace): S3Uri {
  return folder(joinS3(workspaceRoot(workspace), 'artifacts'));
}

function folder(uri: S3Uri): S3Uri {
  const { bucket, key } = parseS3Uri(uri);
  return key === '' || key.endsWith('/') ? s3Uri(bucket, key) : s3Uri(bucket, `${key}/`);
}
