import { join } from 'node:path';
import type { Checksum, Listing, ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { Workspace } from '#contract/workspace';
import type { Store } from '#main/adapters/stores/port';
import { joinS3, parseS3Uri, s3Uri } from '#main/domain/s3-uri';
import { targetOf } from '#main/domain/transfer/names';
import type { Platform } from '#main/platform';
import type { Activities } from './activities.ts';
import { workspaceRoot, type Connections } from './connections.ts';
import { collectFiles } from './data/collect-files.ts';
import { downloadFile } from './data/download-file.ts';
import { DownloadRecords } from './data/download-records.ts';
import { Flow } from './data/flow.ts';
import { notFound, readThrough } from './data/read-through.ts';
import { SliceUploads } from './data/slices.ts';
import { giveUpStale } from './data/stale-uploads.ts';
import { UploadRecords } from './data/upload-records.ts';
import { uploadFiles } from './data/upload-files.ts';
import type { WorkspaceService } from './workspaces.ts';

interface Needs {
  platform: Pick<Platform, 'paths'>;
  activities: Activities;
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

  async remove(input: InWorkspace & { uris: S3Uri[] }): Promise<{ removed: number }> {
    const { store } = await this.#open(input);
    await store.remove(input.uris);
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

function artifacts(workspace: Workspace): S3Uri {
  return folder(joinS3(workspaceRoot(workspace), 'artifacts'));
}

function folder(uri: S3Uri): S3Uri {
  const { bucket, key } = parseS3Uri(uri);
  return key === '' || key.endsWith('/') ? s3Uri(bucket, key) : s3Uri(bucket, `${key}/`);
}
