import type { Column } from '#contract/results';
import type { Workspace } from '#contract/workspace';
import type { Engine, RunTables, Session } from '#main/adapters/engines/port';
import { AppError } from '#main/domain/app-error';

/** Notebooks open at a time; the one not used for longest gives way. */
const MOST = 12;
const IDLE_MS = 60 * 60_000;

/** What is known of a kept result. */
export interface Kept {
  sql: string;
  run: string;
  columns: readonly Column[];
  rowCount: number;
}

/** A notebook's connection and what is kept in it. */
export interface OpenSession {
  session: Session;
  engine: Engine;
  workspace: Workspace;
  /** Kept results by cell name. */
  cells: Map<string, Kept>;
  tables: RunTables | null;
  timer?: NodeJS.Timeout;
}

/** The open sessions by the ids that their notebooks chose. In order of use: the last is the latest. */
export class Sessions {
  readonly #open = new Map<string, OpenSession>();

  /** The session of that id on this engine: made where it is not there, or where the workspace's engine is another now. */
  async ensure(id: string, engine: Engine, workspace: Workspace): Promise<OpenSession> {
    const known = this.#open.get(id);
    if (known?.engine === engine) return this.#touch(id, known);
    await this.close(id);
    const entry: OpenSession = { session: await engine.session(), engine, workspace, cells: new Map(), tables: null };
    this.#touch(id, entry);
    const oldest = this.#open.size > MOST ? this.#open.keys().next().value : undefined;
    if (oldest !== undefined) await this.close(oldest);
    return entry;
  }

  /** The session and its kept result. Errors: `not-found` where the cell was not run, or the session was closed since. */
  kept(id: string, name: string, doing: string): OpenSession & { cell: Kept } {
    const entry = this.#open.get(id);
    const cell = entry?.cells.get(name);
    if (!entry || !cell)
      throw new AppError({
        code: 'not-found',
        doing,
        message: `There is no result of “${name}” yet.`,
        advice: `Run the cell “${name}” first.`,
      });
    this.#touch(id, entry);
    return { ...entry, cell };
  }

  async close(id: string): Promise<boolean> {
    const entry = this.#open.get(id);
    if (!entry) return false;
    this.#open.delete(id);
    clearTimeout(entry.timer);
    await entry.session.close();
    return true;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }

  #touch(id: string, entry: OpenSession): OpenSession {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.close(id).catch(() => {}), IDLE_MS).unref();
    this.#open.delete(id);
    this.#open.set(id, entry);
    return entry;
  }
}
