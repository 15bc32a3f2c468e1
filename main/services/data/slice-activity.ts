import { AppError } from '#main/domain/app-error';
import type { Activities, ActivityHandle } from '../activities.ts';

/** A browser page that was closed says nothing: after this long without a slice it counts as gone. */
const IDLE_MS = 5 * 60_000;

/** The one activity of an upload that comes in many calls: runs until it is ended, cancelled, or nobody calls any more. */
export class SliceActivity {
  #handle: ActivityHandle | null = null;
  #finish: (error?: Error) => void = () => {};
  #calls = 0;
  #ended = false;
  #timer: NodeJS.Timeout | null = null;
  readonly #onIdle: () => void;

  constructor(activities: Activities, title: string, on: { onCancel(): void; onIdle(): void }) {
    const ended = new Promise<void>((resolve, reject) => {
      this.#finish = (error) => {
        this.#ended = true;
        if (error) reject(error);
        else resolve();
      };
    });
    this.#onIdle = on.onIdle;
    const running = activities.run({ kind: 'upload', title }, (handle) => {
      this.#handle = handle;
      handle.signal.addEventListener('abort', () => on.onCancel());
      return ended;
    });
    running.catch(() => {}); // Shown in the tray; each call has its own answer.
    this.#wait();
  }

  /** One call of the upload; the signal is the activity's. */
  async during<T>(work: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    this.#calls += 1;
    this.#wait();
    try {
      return await work(this.#handle?.signal);
    } finally {
      this.#calls -= 1;
      this.#wait();
    }
  }

  report(done: number, total: number): void {
    this.#handle?.report('', { done, total, unit: 'bytes' });
  }

  end(): void {
    this.#finish();
  }

  cancel(): void {
    this.#finish(new DOMException('Cancelled', 'AbortError'));
  }

  #wait(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#ended || this.#calls > 0) return;
    this.#timer = setTimeout(() => {
      this.#finish(silent());
      this.#onIdle();
    }, IDLE_MS).unref();
  }
}

function silent(): AppError {
  return new AppError({
    code: 'unreachable',
    doing: 'taking a file from the browser',
    message: 'The browser page stopped sending it.',
    advice: 'Drop the same file again: it goes on where it was.',
    retry: true,
  });
}
