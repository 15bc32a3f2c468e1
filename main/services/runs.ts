import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { ModelSource, RunPlan, RunStatus, RunSummary, StartRequest, TaskRow } from '#contract/run';
import type { CodeReference, PsimulateVersion, RunManifest, Submission } from '#contract/run-record';
import type { Workspace } from '#contract/workspace';
import type { RunTables } from '#main/adapters/engines/port';
import type { Files } from '#main/adapters/files/port';
import type { Parquet } from '#main/adapters/parquet/port';
import type { Store } from '#main/adapters/stores/port';
import { AppError, isAppError } from '#main/domain/app-error';
import { RUN_FILES } from '#main/domain/run-layout';
import { joinS3 } from '#main/domain/s3-uri';
import type { Platform } from '#main/platform';
import type { Activities } from './activities.ts';
import { workspaceRoot } from './connections.ts';
import type { Connections } from './connections.ts';
import { RunFinder } from './runs/find.ts';
import { readLog } from './runs/logs.ts';
import { writeJson } from './runs/objects.ts';
import { planTasks } from './runs/plan.ts';
import { batchesToRestart } from './runs/restart.ts';
import { readSample } from './runs/samples.ts';
import { recordRun } from './runs/start.ts';
import { statusOf } from './runs/status.ts';
import { submitBatches } from './runs/submit.ts';
import { tablesOf } from './runs/tables.ts';
import { finishedCsv } from './runs/tasks-table.ts';
import { RunView } from './runs/view.ts';
import type { Seen, Sight } from './runs/view.ts';
import { localWorker } from './runs/worker-file.ts';

export interface RunServiceOptions {
  platform: Pick<Platform, 'resources' | 'paths' | 'log'>;
  activities: Activities;
  workspaces: { resolve(name?: string): Promise<Workspace> };
  connections: Pick<Connections, 'store' | 'launcher'>;
  files: Files;
  parquet: Parquet;
  /** Where a workspace has the sample model's code. */
  sampleCode: (workspace: Workspace) => Promise<CodeReference>;
  /** Milliseconds between looks of `watch`; default: 1 s in the sandbox, else 10 s. */
  pollMs?: number;
}

type InWorkspace = { workspace?: string };
type OneRun = InWorkspace & { run: string };

/** Views kept in memory; a view of 100,000 tasks is some 50 MB. */
const VIEWS = 8;
/** How long `stop` waits for the workers' last words, in milliseconds. */
const STOP_WAIT = 25_000;
/** Looks of `watch` that may fail one after another because something does not answer. */
const PATIENCE = 10;

/** Plans, starts, watches, stops and restarts runs. All that it knows of a run comes from the bucket and the scheduler. */
export class RunService {
  readonly #options: RunServiceOptions;
  readonly #finder = new RunFinder();
  readonly #views = new Map<string, RunView>();
  readonly #finished = new Set<string>();

  constructor(options: RunServiceOptions) {
    this.#options = options;
  }

  async samples({ workspace }: InWorkspace): Promise<ModelSource[]> {
    const { workspaces, files, platform, sampleCode } = this.#options;
    const ws = await workspaces.resolve(workspace);
    return [
      await readSample(files, { resources: platform.resources, root: workspaceRoot(ws), code: await sampleCode(ws) }),
    ];
  }

  async plan(input: { branches: string; specification?: string; psimulate: PsimulateVersion }): Promise<RunPlan> {
    const { tasks, counts } = planTasks(input);
    return { tasks, counts };
  }

  /** Not tied to the caller: a run that is being submitted is submitted, whoever goes away. */
  async start(request: z.infer<typeof StartRequest>): Promise<RunStatus> {
    const { activities, connections } = this.#options;
    const ws = await this.#options.workspaces.resolve(request.workspace);
    const manifest = await activities.run(
      { kind: 'run', title: `Starting ${request.model.name}` },
      async (activity) => {
        const store = await connections.store(ws);
        const launcher = await connections.launcher(ws);
        const recorded = await recordRun({
          ...this.#options,
          request,
          root: workspaceRoot(ws),
          store,
          launcher,
          activity,
        });
        activity.report('submitting');
        const { count } = recorded.manifest.batches;
        const batches = Array.from({ length: count }, (_, batch) => ({ batch, attempt: 1 }));
        await submitBatches({
          ...recorded,
          store,
          launcher,
          batches,
          slots: request.slots ?? null,
          signal: activity.signal,
          onTrouble: this.#log,
        });
        return recorded.manifest;
      },
    );
    return this.status({ workspace: ws.name, run: manifest.uri });
  }

  async list({ workspace }: InWorkspace): Promise<RunSummary[]> {
    const ws = await this.#options.workspaces.resolve(workspace);
    return this.#finder.list(await this.#options.connections.store(ws), workspaceRoot(ws));
  }

  /** @throws AppError `not-found` */
  async resolveRun(workspace: Workspace, reference: string): Promise<RunManifest> {
    return this.#finder.find(await this.#options.connections.store(workspace), workspaceRoot(workspace), reference);
  }

  async status(input: OneRun, signal?: AbortSignal): Promise<RunStatus> {
    const { view, sight } = await this.#open(input, signal);
    const seen = await view.look(sight);
    await this.#finish(view, sight.store, seen);
    return statusOf(seen);
  }

  async tasks(input: OneRun, signal?: AbortSignal): Promise<TaskRow[]> {
    const { view, sight } = await this.#open(input, signal);
    const { manifest, run } = await view.look(sight);
    const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
    return (await view.tasks(sight.store, this.#options.parquet)).map((planned, task) => ({
      ...planned,
      task,
      batch: Math.floor(task / manifest.batches.size),
      attempt: run.attempts[task] || null,
      state: run.stateOf(task),
      seconds: known(run.seconds[task]),
      peak_rss_mb: known(run.peakRssMb[task]),
    }));
  }

  async *watch(input: OneRun, signal?: AbortSignal): AsyncGenerator<RunStatus> {
    const { view, sight, workspace } = await this.#open(input, signal);
    const interval = this.#options.pollMs ?? (workspace.kind === 'sandbox' ? 1000 : 10_000);
    let shown = '';
    let failed = 0;
    while (!signal?.aborted) {
      try {
        // Asked for anew each time: the sandbox's server may be back on another port.
        const store = await this.#options.connections.store(workspace);
        const seen = await view.look({ ...sight, store });
        const status = statusOf(seen);
        failed = 0;
        const text = JSON.stringify({ ...status, observed_at: null });
        if (text !== shown) yield status;
        shown = text;
        if (status.state !== 'active') {
          await this.#finish(view, store, seen);
          return;
        }
      } catch (error) {
        if (signal?.aborted) return;
        // Not to be able to ask changes nothing about the run.
        failed += 1;
        if (!isAppError(error) || error.code !== 'unreachable' || failed > PATIENCE) throw error;
        this.#log(error);
      }
      await sleep(interval, undefined, { signal }).catch(() => {});
    }
  }

  async restart(input: OneRun & { slots?: number }): Promise<RunStatus> {
    const { view, sight, manifest, workspace } = await this.#open(input);
    const { connections, activities } = this.#options;
    await activities.run({ kind: 'run', title: `Restarting ${manifest.id}` }, async ({ signal, report }) => {
      view.forgetSubmissions();
      const seen = await view.look({ ...sight, signal });
      const batches = batchesToRestart(seen, view.observed.submissions.values());
      if (batches.length === 0) return;
      report(`submitting ${batches.length} batches`);
      const launcher = await connections.launcher(workspace);
      const workerFile = await localWorker(this.#options, sight.store, manifest.worker, { signal });
      await submitBatches({ ...sight, launcher, manifest, workerFile, batches, slots: input.slots ?? null, signal });
      view.forgetSubmissions();
    });
    return this.status(input);
  }

  /** Ends what goes on: the workers store what is done and say what is not. Waits for that for a while. */
  async stop(input: OneRun): Promise<RunStatus> {
    const { view, sight, manifest, workspace } = await this.#open(input);
    const { connections, activities } = this.#options;
    await activities.run({ kind: 'run', title: `Stopping ${manifest.id}`, cancellable: false }, async () => {
      view.forgetSubmissions();
      const { run, asked } = await view.look(sight);
      if (run.state !== 'active') return;
      const open = [...view.observed.submissions].filter(([, { job_name }]) => run.openJobs.has(job_name));
      const ids = open.flatMap(([, { job_ids }]) => job_ids);
      if (!asked || ids.length === 0) throw cannotStop(manifest);
      await this.#markCancelled(sight.store, manifest, open);
      const { shell, scheduler } = await connections.launcher(workspace);
      const { exitCode, stderr } = await shell.run(scheduler.cancel(ids));
      if (exitCode !== 0) throw cannotStop(manifest, stderr);
      view.forgetSubmissions();
      for (const end = Date.now() + STOP_WAIT; Date.now() < end;) {
        if ((await view.look(sight)).run.state !== 'active') return;
        await sleep(300);
      }
    });
    return this.status(input);
  }

  async logs({
    batch,
    attempt,
    ...input
  }: OneRun & { batch: number; attempt?: number }): Promise<{ batch: number; attempt: number; text: string }> {
    const { sight, manifest } = await this.#open(input);
    return readLog(sight.store, manifest, { batch, attempt });
  }

  /** The result files that the run's events name, as of now. The scheduler is not asked. */
  async tables(workspace: Workspace, reference: string): Promise<RunTables> {
    const { view, sight } = await this.#open({ workspace: workspace.name, run: reference });
    return tablesOf(await view.look({ ...sight, launcher: undefined }));
  }

  async #open(
    { workspace, run }: OneRun,
    signal?: AbortSignal,
  ): Promise<{ view: RunView; sight: Sight; manifest: RunManifest; workspace: Workspace }> {
    const { workspaces, connections } = this.#options;
    const ws = await workspaces.resolve(workspace);
    const store = await connections.store(ws);
    const manifest = await this.#finder.find(store, workspaceRoot(ws), run);
    const key = `${ws.name} ${manifest.uri}`;
    const view = this.#views.get(key) ?? new RunView(manifest);
    // Last used, last in the map; the first one goes.
    this.#views.delete(key);
    this.#views.set(key, view);
    for (const oldest of this.#views.keys()) if (this.#views.size > VIEWS) this.#views.delete(oldest);
    return {
      view,
      manifest,
      workspace: ws,
      sight: { store, launcher: () => connections.launcher(ws), onTrouble: this.#log, signal },
    };
  }

  /** Leaves psimulate's own list of what is finished beside a complete run, once. */
  async #finish(view: RunView, store: Store, { manifest, run }: Seen): Promise<void> {
    if (run.state !== 'complete' || this.#finished.has(manifest.uri)) return;
    try {
      const uri = joinS3(manifest.uri, RUN_FILES.finished);
      if (!(await store.head(uri))) {
        const tasks = await view.tasks(store, this.#options.parquet);
        await store.put(
          uri,
          finishedCsv(tasks, (task) => run.stateOf(task) === 'done'),
          { contentType: 'text/csv' },
        );
      }
      this.#finished.add(manifest.uri);
    } catch (error) {
      // The status is right without it; the next look tries again.
      this.#log(error);
    }
  }

  async #markCancelled(
    store: Store,
    { uri }: RunManifest,
    submissions: readonly (readonly [string, Submission])[],
  ): Promise<void> {
    const cancelled_at = new Date().toISOString();
    await Promise.all(
      submissions.map(([key, submission]) => writeJson(store, joinS3(uri, key), { ...submission, cancelled_at })),
    );
  }

  readonly #log = (error: unknown): void => {
    const detail = isAppError(error) ? error.data : { message: error instanceof Error ? error.message : String(error) };
    this.#options.platform.log('warning', 'A look at a run had trouble', detail);
  };
}

function cannotStop({ id }: RunManifest, said?: string): AppError {
  const reason = said?.trim().split('\n').at(-1);
  return new AppError({
    code: 'unreachable',
    doing: `stopping ${id}`,
    message: reason ? `The scheduler refused: ${reason}` : 'The scheduler could not be asked, so nothing was stopped.',
    advice: 'Try again when it answers.',
    retry: true,
  });
}
