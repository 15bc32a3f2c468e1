import type { Credentials } from '#main/adapters/stores/port';

/** Temporary credentials are renewed this long before they end, or in the last quarter of a shorter life. */
const BEFORE_EXPIRY_MS = 5 * 60_000;
/** Keys without an end are read again after this: the user may have changed the file. */
const REREAD_MS = 30_000;
/** After a failure nobody asks again for so long; with credentials that still hold, a little longer. */
const PAUSE_MS = 3_000;
const PAUSE_WHILE_GOOD_MS = 20_000;

interface Held {
  credentials: Credentials;
  renewAt: number;
}

/**
 * Credentials that are asked for once, shared by all, and renewed before they end. Many callers at once make one request;
 * a source that fails is left alone for a while, and what is held goes on being used as long as it is good.
 */
export class Renewing {
  readonly #load: () => Promise<Credentials>;
  readonly #now: () => number;
  #held: Held | null = null;
  #loading: Promise<Credentials> | null = null;
  #failed: { error: unknown; until: number } | null = null;
  #generation = 0;

  constructor(load: () => Promise<Credentials>, now: () => number = Date.now) {
    this.#load = load;
    this.#now = now;
  }

  async get(): Promise<Credentials> {
    const now = this.#now();
    if (this.#held && now < this.#held.renewAt) return this.#held.credentials;
    if (this.#failed && now < this.#failed.until) {
      if (this.#held && isGood(this.#held.credentials, now)) return this.#held.credentials;
      throw this.#failed.error;
    }
    this.#loading ??= this.#renew(this.#generation).finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** The next caller asks anew: keys were added, or somebody signed in. */
  forget(): void {
    this.#generation += 1;
    this.#held = null;
    this.#failed = null;
    this.#loading = null;
  }

  /** Puts credentials in place that were got in another way. */
  put(credentials: Credentials): void {
    this.forget();
    this.#held = { credentials, renewAt: renewAt(credentials, this.#now()) };
  }

  async #renew(generation: number): Promise<Credentials> {
    try {
      const credentials = await this.#load();
      if (generation === this.#generation) {
        this.#held = { credentials, renewAt: renewAt(credentials, this.#now()) };
        this.#failed = null;
      }
      return credentials;
    } catch (error) {
      const now = this.#now();
      const good = this.#held !== null && isGood(this.#held.credentials, now);
      if (generation === this.#generation)
        this.#failed = { error, until: now + (good ? PAUSE_WHILE_GOOD_MS : PAUSE_MS) };
      if (good && this.#held) return this.#held.credentials;
      throw error;
    }
  }
}

function renewAt({ expiration }: Credentials, now: number): number {
  if (!expiration) return now + REREAD_MS;
  const life = expiration.getTime() - now;
  return expiration.getTime() - Math.min(BEFORE_EXPIRY_MS, life / 4);
}

function isGood({ expiration }: Credentials, now: number): boolean {
  return !expiration || expiration.getTime() > now;
}
