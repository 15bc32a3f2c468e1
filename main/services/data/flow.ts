import type { Pace } from '#main/adapters/stores/port';
import { afterTrouble, afterWindow, startConcurrency, type Concurrency } from '#main/domain/transfer/concurrency';
import { createPace } from './pacer.ts';

/** All the buffers of a transfer together; the app has to stay below 200 MB over idle. */
const BUFFERS = 96 * 1024 * 1024;
const MAX_AT_ONCE = 16;

/** What all requests of one transfer share: how many are under way, how fast, and whether it is paused. */
export class Flow {
  readonly signal: AbortSignal;
  readonly pace: Pace | undefined;
  readonly #unpaused: () => Promise<void>;

  constructor(given: { signal: AbortSignal; limit?: number | undefined; unpaused?: () => Promise<void> }) {
    this.signal = given.signal;
    this.pace = createPace(given.limit, given.signal);
    this.#unpaused = given.unpaused ?? (() => Promise.resolve());
  }

  async ready(): Promise<void> {
    await this.#unpaused();
    this.signal.throwIfAborted();
  }

  /**
   * Does `work` for each item, in order, each with a buffer of `bufferSize` bytes of its own; as many at once as turn
   * out best. At the first error the others are given up, and are still before this throws.
   * @param work Answers the bytes it has moved.
   */
  async each<T>(
    items: readonly T[],
    bufferSize: number,
    work: (item: T, buffer: Uint8Array, stop: AbortSignal, onTrouble: () => void) => Promise<number>,
  ): Promise<void> {
    const queue = items.values();
    const buffers: Uint8Array[] = [];
    const failure = new AbortController();
    const stop = AbortSignal.any([failure.signal, this.signal]);
    const max = Math.max(1, Math.min(MAX_AT_ONCE, Math.floor(BUFFERS / Math.max(1, bufferSize))));
    const meter = new Meter(startConcurrency(max));
    const running = new Set<Promise<void>>();
    let first: unknown;
    let over = false;

    const run = async (): Promise<void> => {
      const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(bufferSize);
      try {
        while (running.size <= meter.limit && !over) {
          await this.ready();
          stop.throwIfAborted();
          const next = queue.next();
          if (next.done) {
            over = true;
            return;
          }
          meter.add(await work(next.value, buffer, stop, () => meter.trouble()));
          fill();
        }
      } catch (error) {
        over = true;
        if (!failure.signal.aborted) first = error;
        failure.abort();
      } finally {
        buffers.push(buffer);
      }
    };
    const fill = () => {
      while (!over && running.size < Math.min(meter.limit, items.length)) {
        const task: Promise<void> = run().finally(() => running.delete(task));
        running.add(task);
      }
    };
    fill();
    while (running.size > 0) await Promise.race(running);
    if (failure.signal.aborted) throw first;
  }
}

/** Measures windows of two requests a slot, and moves the limit by what they gained. */
class Meter {
  #state: Concurrency;
  #bytes = 0;
  #count = 0;
  #since = performance.now();

  constructor(state: Concurrency) {
    this.#state = state;
  }

  get limit(): number {
    return this.#state.limit;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    this.#count += 1;
    if (this.#count < 2 * this.#state.limit) return;
    const seconds = (performance.now() - this.#since) / 1000;
    this.#state = afterWindow(this.#state, this.#bytes / Math.max(seconds, 0.001));
    this.#reset();
  }

  trouble(): void {
    this.#state = afterTrouble(this.#state);
    this.#reset();
  }

  #reset(): void {
    this.#bytes = 0;
    this.#count = 0;
    this.#since = performance.now();
  }
}
