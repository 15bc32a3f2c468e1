import { RunManifest } from '#contract/run-record';
import type { RunSummary } from '#contract/run';
import type { Store } from '#main/adapters/stores/port';
import { AppError } from '#main/domain/app-error';
import { parseRunReference, parseRunStamp, runId } from '#main/domain/run-id';
import { RUN_FILES } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import { S3Uri } from '#contract/s3-uri';
import { mapBounded } from './bounded.ts';
import { listFolders, readJson } from './objects.ts';
import { summaryOf } from './status.ts';

const DOING = 'finding the run';

/** Manifests never change, so each is read once. */
export class RunFinder {
  readonly #manifests = new Map<string, RunManifest>();

  /** The runs under a workspace's root, newest first. Folders without a manifest are none of ours, or were never finished being made. */
  async list(store: Store, root: S3Uri): Promise<RunSummary[]> {
    const places = await this.#places(store, root);
    const manifests = await mapBounded(places, 16, ({ uri }) => this.manifest(store, uri));
    return manifests.filter((manifest) => manifest !== null).map(summaryOf);
  }

  /** @throws AppError `bad-input` for what cannot name a run, `not-found` where there is no such run */
  async find(store: Store, root: S3Uri, reference: string): Promise<RunManifest> {
    const wanted = parseRunReference(reference);
    const uri = S3Uri.safeParse(wanted?.kind === 'uri' ? wanted.uri : undefined).data;
    if (!wanted || (wanted.kind === 'uri' && !uri)) {
      throw new AppError({
        code: 'bad-input',
        doing: DOING,
        message: `"${reference}" does not name a run.`,
        advice: 'Give `latest`, its id (model/YYYY_MM_DD_HH_MM_SS), its time stamp or its s3:// address.',
      });
    }
    if (uri) return this.#require(store, uri, reference);
    if (wanted.kind === 'id')
      return this.#require(store, joinS3(root, 'results', wanted.model, wanted.stamp), reference);
    for (const place of await this.#places(store, root)) {
      if (wanted.kind === 'stamp' && wanted.stamp !== place.stamp) continue;
      const manifest = await this.manifest(store, place.uri);
      if (manifest) return manifest;
    }
    throw notFound(reference);
  }

  /** Null where the folder has none. */
  async manifest(store: Store, uri: S3Uri): Promise<RunManifest | null> {
    const known = this.#manifests.get(uri);
    if (known) return known;
    const read = await readJson(store, joinS3(uri, RUN_FILES.manifest), RunManifest);
    // A copied run is where it was found, not where it says.
    const manifest = read && { ...read, uri };
    if (manifest) this.#manifests.set(uri, manifest);
    return manifest;
  }

  async #require(store: Store, uri: S3Uri, reference: string): Promise<RunManifest> {
    // Read again: the sandbox may have been reset.
    this.#manifests.delete(uri);
    const manifest = await this.manifest(store, uri);
    if (!manifest) throw notFound(reference);
    return manifest;
  }

  /** Folders named as runs are, newest first. */
  async #places(store: Store, root: S3Uri): Promise<{ id: string; stamp: string; uri: S3Uri }[]> {
    const results = `${joinS3(root, 'results')}/` as S3Uri;
    const models = await listFolders(store, results);
    const stamps = await mapBounded(models, 16, async (model) =>
      (await listFolders(store, `${results}${model}/` as S3Uri))
        .filter(parseRunStamp)
        .map((stamp) => ({ id: runId(model, stamp), stamp, uri: joinS3(results, model, stamp) })),
    );
    return stamps.flat().sort((a, b) => (a.stamp < b.stamp ? 1 : a.stamp > b.stamp ? -1 : a.id < b.id ? -1 : 1));
  }
}

function notFound(reference: string): AppError {
  const message =
    reference === 'latest'
      ? 'There are no runs in this workspace yet.'
      : `There is no run ${reference} in this workspace.`;
  return new AppError({
    code: 'not-found',
    doing: DOING,
    message,
    advice: reference === 'latest' ? 'Start one first.' : 'See the list of runs.',
  });
}
