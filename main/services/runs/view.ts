import type { PlannedTask } from '#contract/run';
import type { RunManifest } from '#contract/run-record';
import type { Launcher } from '#main/adapters/clusters/port';
import type { Parquet } from '#main/adapters/parquet/port';
import type { CallOptions, Store } from '#main/adapters/stores/port';
import { foldRun } from '#main/domain/run-fold';
import type { FoldedRun } from '#main/domain/run-fold';
import type { JobFacts } from '#main/domain/run-fold/facts';
import { RUN_FILES } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import { writeJson } from './objects.ts';
import { ObservedRun } from './observed.ts';
import { askJobs } from './scheduler.ts';
import type { JobAnswer } from './scheduler.ts';
import { readTasks } from './tasks-table.ts';

/** Another computer's restart is seen within this time, in milliseconds, or with its first event. */
const SUBMISSIONS_EVERY = 30_000;

export interface Sight extends CallOptions {
  store: Store;
  /** Absent: the scheduler is not asked, and no task is called lost. */
  launcher?: () => Promise<Launcher>;
  onTrouble: (error: unknown) => void;
}

export interface Seen {
  manifest: RunManifest;
  run: FoldedRun;
  /** False where the scheduler was needed and could not be asked. */
  asked: boolean;
}

/** A run as this process sees it: what was read before is kept, so that looking again costs what is new. */
export class RunView {
  readonly observed: ObservedRun;
  #last: Promise<unknown> = Promise.resolve();
  #run: FoldedRun | null = null;
  #submissionsAt = Number.NEGATIVE_INFINITY;
  #checkedAll = '';
  /** Names of the jobs that the last fold knew. */
  #folded = new Set<string>();
  #tasks: Promise<PlannedTask[]> | null = null;

  constructor(manifest: RunManifest) {
    this.observed = new ObservedRun(manifest);
  }

  /** Looks; one look after another, since each goes on from the one before. */
  look(sight: Sight): Promise<Seen> {
    const next = this.#last.then(() => this.#look(sight));
    this.#last = next.catch(() => {});
    return next;
  }

  /** The next look reads the submissions again. */
  forgetSubmissions(): void {
    this.#submissionsAt = Number.NEGATIVE_INFINITY;
  }

  tasks(store: Store, parquet: Parquet): Promise<PlannedTask[]> {
    this.#tasks ??= store
      .get(joinS3(this.observed.manifest.uri, RUN_FILES.tasks))
      .then((bytes) => readTasks(parquet, bytes))
      .catch((error: unknown) => {
        this.#tasks = null;
        throw error;
      });
    return this.#tasks;
  }

  async #look(sight: Sight): Promise<Seen> {
    const { store, launcher, signal, onTrouble } = sight;
    const first = this.#run === null;
    if (!this.#run) {
      await this.#readSubmissions(sight);
      await this.observed.readEvents(store, { signal });
      this.#run = this.#fold(null);
    } else if (performance.now() - this.#submissionsAt > SUBMISSIONS_EVERY) {
      await this.#readSubmissions(sight);
    }
    // The scheduler first, then the events: the last words of an element that has ended are then among them.
    const names = this.#namesToAsk(this.#run);
    const answer = launcher ? await askJobs(launcher, names, { signal, onTrouble }) : null;
    if (answer) await this.#adopt(store, answer, onTrouble);
    const fresh = await this.observed.readEvents(store, { signal });
    if (this.observed.hasUnknownAttempts(fresh)) await this.#readSubmissions(sight);
    let run = this.#fold(answer?.facts ?? null);
    // Before saying that it ended badly, events of clocks that are far behind are looked for too, once for each such finding.
    const finding = `${run.state} ${run.counts.lost} ${run.counts.done}`;
    if (!first && (run.state === 'incomplete' || run.counts.lost > 0) && this.#checkedAll !== finding) {
      await this.observed.readEvents(store, { all: true, signal });
      run = this.#fold(answer?.facts ?? null);
    }
    this.#checkedAll = finding;
    this.#run = run;
    return { manifest: this.observed.manifest, run, asked: answer !== null || run.openJobs.size === 0 };
  }

  /** Jobs whose state can matter: those with an open attempt as of the last fold, and what was submitted since. */
  #namesToAsk(run: FoldedRun): string[] {
    if (run.state === 'complete') return [];
    const names = [...this.observed.submissions.values()].map(({ job_name }) => job_name);
    return names.filter((name) => run.openJobs.has(name) || !this.#folded.has(name));
  }

  #fold(jobs: JobFacts | null): FoldedRun {
    const facts = this.observed.facts(jobs);
    this.#folded = new Set(facts.submissions.map(({ job_name }) => job_name));
    return foldRun(facts);
  }

  /** Intents without ids whose job the scheduler has get their ids: the process that submitted them died in between. */
  async #adopt(store: Store, answer: JobAnswer, onTrouble: (error: unknown) => void): Promise<void> {
    for (const [key, submission] of this.observed.submissions) {
      const ids = answer.ids.get(submission.job_name);
      if (submission.job_ids.length > 0 || !ids) continue;
      const adopted = { ...submission, job_ids: ids };
      this.observed.submissions.set(key, adopted);
      await writeJson(store, joinS3(this.observed.manifest.uri, key), adopted).catch(onTrouble);
    }
  }

  async #readSubmissions({ store, signal }: Sight): Promise<void> {
    await this.observed.readSubmissions(store, { signal });
    this.#submissionsAt = performance.now();
  }
}
