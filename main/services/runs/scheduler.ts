import type { Launcher } from '#main/adapters/clusters/port';
import type { CallOptions } from '#main/adapters/stores/port';
import { isAbort } from '#main/domain/app-error';
import type { ElementFact, JobFacts } from '#main/domain/run-fold/facts';

/** What the scheduler said about jobs of these names. */
export interface JobAnswer {
  facts: JobFacts;
  /** Job ids by name, of those that it has. */
  ids: ReadonlyMap<string, string[]>;
}

/** Asks for jobs by name; null where it could not be asked, which says nothing about the jobs. */
export async function askJobs(
  launcher: () => Promise<Launcher>,
  names: readonly string[],
  { signal, onTrouble }: CallOptions & { onTrouble: (error: unknown) => void },
): Promise<JobAnswer | null> {
  if (names.length === 0) return { facts: new Map(), ids: new Map() };
  try {
    const { shell, scheduler } = await launcher();
    const jobs = scheduler.parseQuery(await shell.run(scheduler.query(names), { signal }));
    const facts = new Map<string, Map<number, ElementFact>>(names.map((name) => [name, new Map()]));
    const ids = new Map<string, string[]>();
    for (const { jobId, name, elements } of jobs) {
      const known = facts.get(name);
      if (!known) continue;
      ids.set(name, [...(ids.get(name) ?? []), jobId]);
      for (const [element, state] of elements) known.set(element, state);
    }
    return { facts, ids };
  } catch (error) {
    if (isAbort(error)) throw error;
    onTrouble(error);
    return null;
  }
}
