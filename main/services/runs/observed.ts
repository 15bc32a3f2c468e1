import { BatchReport, Submission, TERMINAL_STATES } from '#contract/run-record';
import type { RunManifest } from '#contract/run-record';
import type { CallOptions, Store } from '#main/adapters/stores/port';
import { isAppError } from '#main/domain/app-error';
import type { RunFacts } from '#main/domain/run-fold/facts';
import { eventsFrom, parseEventKey, parseSubmissionKey, RUN_FOLDERS } from '#main/domain/run-layout';
import type { RunEvent } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import { mapBounded } from './bounded.ts';
import { listAll, listFolders, readJson } from './objects.ts';
import type { S3Uri } from '#contract/s3-uri';

/** Clocks of nodes may disagree by this much, in milliseconds. */
const OVERLAP = 10 * 60_000;
const PARALLEL = 32;
/** From so many new result files on, listing them all is less than asking for each. */
const LIST_FROM = 100;

/** What has been read of a run's record so far; each `catch up` asks for what is new only. */
export class ObservedRun {
  readonly manifest: RunManifest;
  readonly submissions = new Map<string, Submission>();
  readonly #events = new Map<string, RunEvent>();
  readonly #reports = new Map<string, BatchReport>();
  readonly #files = new Map<string, number>();
  #latest = 0;

  constructor(manifest: RunManifest) {
    this.manifest = manifest;
  }

  facts(jobs: RunFacts['jobs']): RunFacts {
    return {
      manifest: this.manifest,
      submissions: [...this.submissions.values()],
      events: [...this.#events.values()],
      reports: this.#reports,
      files: this.#files,
      jobs,
      now: Date.now(),
    };
  }

  /** True where one of the events speaks of an attempt that no submission read so far has. */
  hasUnknownAttempts(events: readonly RunEvent[]): boolean {
    if (events.length === 0) return false;
    const known = new Set(
      [...this.submissions.values()].flatMap(({ batches }) =>
        batches.map(({ batch, attempt }) => `${batch} ${attempt}`),
      ),
    );
    return events.some(({ batch, attempt }) => !known.has(`${batch} ${attempt}`));
  }

  /** Reads the submissions that are new or have changed; those with ids change only when the run is stopped. */
  async readSubmissions(store: Store, options: CallOptions): Promise<void> {
    const listed = await listAll(store, this.manifest.uri, RUN_FOLDERS.submissions, options);
    const keys = listed.map(({ key }) => key).filter((key) => parseSubmissionKey(key) !== null);
    for (const key of this.submissions.keys()) if (!keys.includes(key)) this.submissions.delete(key);
    const unsettled = keys.filter((key) => !this.submissions.get(key)?.cancelled_at);
    await mapBounded(unsettled, PARALLEL, async (key) => {
      const read = await readJson(store, joinS3(this.manifest.uri, key), Submission, options);
      if (read) this.submissions.set(key, read);
    });
  }

  /** Reads new events, the bodies of the terminal ones, and whether the files that they name are there; answers the new ones. */
  async readEvents(store: Store, { all = false, ...options }: CallOptions & { all?: boolean }): Promise<RunEvent[]> {
    const after = all || this.#latest === 0 ? undefined : eventsFrom(this.#latest - OVERLAP);
    const listed = await listAll(store, this.manifest.uri, RUN_FOLDERS.events, { after, ...options });
    const fresh = listed.flatMap(({ key }) => (this.#events.has(key) ? [] : (parseEventKey(key) ?? [])));
    const reports = new Map<string, BatchReport>();
    await mapBounded(
      fresh.filter(({ state }) => TERMINAL_STATES.includes(state)),
      PARALLEL,
      async (event) => {
        const report = await this.#readReport(store, event, options);
        if (report) reports.set(event.key, report);
      },
    );
    await this.#checkFiles(
      store,
      [...new Set([...reports.values()].flatMap(({ files }) => files.map(({ key }) => key)))],
      options,
    );
    // Taken over only now, all at once: a poll that breaks off is made again.
    for (const [key, report] of reports) this.#reports.set(key, report);
    for (const event of fresh) {
      this.#events.set(event.key, event);
      // A clock far ahead of ours must not hide the events of the others.
      this.#latest = Math.max(this.#latest, Math.min(event.ms, Date.now()));
    }
    return fresh;
  }

  async #readReport(store: Store, event: RunEvent, options: CallOptions): Promise<BatchReport | null> {
    try {
      return await readJson(store, joinS3(this.manifest.uri, event.key), BatchReport, options);
    } catch (error) {
      if (!isAppError(error) || error.code !== 'failed' || error.data.retry) throw error;
      const cause = {
        type: 'UnreadableReport',
        message: error.message,
        signature: 'unreadable-report',
        title: 'The report of a batch cannot be read',
      };
      return {
        format: 1,
        batch: event.batch,
        attempt: event.attempt,
        state: 'failed',
        versions: {},
        tasks: [],
        files: [],
        error: cause,
      };
    }
  }

  async #checkFiles(store: Store, keys: readonly string[], options: CallOptions): Promise<void> {
    const { uri } = this.manifest;
    if (keys.length >= LIST_FROM) {
      const metrics = await listFolders(store, `${uri}/${RUN_FOLDERS.results}` as S3Uri, options);
      const listed = await mapBounded(metrics, 8, (metric) =>
        listAll(store, uri, `${RUN_FOLDERS.results}${metric}/`, options),
      );
      this.#files.clear();
      for (const { key, info } of listed.flat()) this.#files.set(key, info.size);
      return;
    }
    await mapBounded(keys, PARALLEL, async (key) => {
      const info = await store.head(joinS3(uri, key), options);
      if (info) this.#files.set(key, info.size);
      else this.#files.delete(key);
    });
  }
}
