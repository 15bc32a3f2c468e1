import { randomUUID } from 'node:crypto';
import type { Activity, Progress } from '#contract/activity';
import { isAbort, toAppError } from '#main/domain/app-error';

/** What a piece of long work reports through and listens to. */
export interface ActivityHandle {
  signal: AbortSignal;
  report(detail: string, progress?: Pick<Progress, 'done' | 'total' | 'unit'> | null): void;
  /** Resolves when the work may go on: at once unless the user has paused it. Throws where it was cancelled meanwhile. */
  unpaused(): Promise<void>;
}

const KEPT = 50;
const INTERVAL_MS = 250;

interface Entry {
  activity: Activity;
  controller: AbortController;
  began: number;
  /** What is called when a pause ends. */
  waiting: (() => void)[];
}

/** All long work of the app: who watches sees what runs, how far it is, and how it ended. */
export class Activities {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();

  /** Runs `work` as an activity; its result and its error are the caller's. Not tied to the caller's own signal: see `cancel`. */
  async run<T>(
    what: { kind: Activity['kind']; title: string; cancellable?: boolean; pausable?: boolean },
    work: (handle: ActivityHandle) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const id = randomUUID();
    const began = performance.now();
    const activity: Activity = {
      id,
      kind: what.kind,
      title: what.title,
      detail: '',
      state: 'running',
      progress: null,
      cancellable: what.cancellable ?? true,
      ...(what.pausable && { paused: false }),
      started_at: new Date().toISOString(),
      ended_at: null,
      error: null,
    };
    this.#entries.set(id, { activity, controller, began, waiting: [] });
    this.#changed();
    try {
      const result = await work({
        signal: controller.signal,
        report: (detail, progress) => this.#report(id, detail, progress),
        unpaused: () => this.#unpaused(id),
      });
      this.#end(id, { state: 'done' });
      return result;
    } catch (error) {
      const cancelled = isAbort(error);
      const shown = toAppError(error, withinSentence(what.title));
      this.#end(id, cancelled ? { state: 'cancelled' } : { state: 'failed', error: shown.data });
      throw shown;
    }
  }

  list(): Activity[] {
    return [...this.#entries.values()].map(({ activity }) => activity);
  }

  cancel(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry?.activity.state !== 'running' || !entry.activity.cancellable) return false;
    entry.controller.abort();
    for (const go of entry.waiting.splice(0)) go();
    return true;
  }

  /** Answers whether it is paused now. */
  pause(id: string, paused: boolean): boolean {
    const entry = this.#entries.get(id);
    if (entry?.activity.state !== 'running' || entry.activity.paused === undefined) return false;
    entry.activity = { ...entry.activity, paused };
    if (!paused) for (const go of entry.waiting.splice(0)) go();
    this.#changed();
    return paused;
  }

  cancelAll(): void {
    for (const id of this.#entries.keys()) this.cancel(id);
    for (const { activity, controller } of this.#entries.values()) if (activity.state === 'running') controller.abort();
  }

  clear(): number {
    const ended = this.list().filter(({ state }) => state !== 'running');
    for (const { id } of ended) this.#entries.delete(id);
    this.#changed();
    return ended.length;
  }

  /** Snapshots: at once, then after changes, at most one each 250 ms and always the last. */
  async *watch(signal?: AbortSignal): AsyncGenerator<Activity[]> {
    let wake: () => void = () => {};
    let dirty = false;
    const listener = () => {
      dirty = true;
      wake();
    };
    this.#listeners.add(listener);
    signal?.addEventListener('abort', listener);
    try {
      while (!signal?.aborted) {
        dirty = false;
        yield this.list();
        await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
        if (!dirty && !signal?.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      this.#listeners.delete(listener);
      signal?.removeEventListener('abort', listener);
    }
  }

  async #unpaused(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    while (entry?.activity.paused && !entry.controller.signal.aborted)
      await new Promise<void>((resolve) => entry.waiting.push(resolve));
    entry?.controller.signal.throwIfAborted();
  }

  #report(id: string, detail: string, progress: Pick<Progress, 'done' | 'total' | 'unit'> | null = null): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const seconds = (performance.now() - entry.began) / 1000;
    const rate = progress && seconds > 0.5 ? progress.done / seconds : null;
    const secondsLeft = progress?.total != null && rate ? (progress.total - progress.done) / rate : null;
    entry.activity = {
      ...entry.activity,
      detail,
      progress: progress && { ...progress, rate, seconds_left: secondsLeft },
    };
    this.#changed();
  }

  #end(id: string, outcome: Pick<Activity, 'state'> & Partial<Pick<Activity, 'error'>>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.activity = { ...entry.activity, ...outcome, ended_at: new Date().toISOString() };
    const ended = [...this.#entries.values()].filter(({ activity }) => activity.state !== 'running');
    for (const { activity } of ended.slice(0, Math.max(0, ended.length - KEPT))) this.#entries.delete(activity.id);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** "Starting the run" as errors say it: "While starting the run". */
function withinSentence(title: string): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}
