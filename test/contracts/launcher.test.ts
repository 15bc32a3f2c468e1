import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLocalLauncher } from '#main/adapters/clusters/index';
import type { Launcher } from '#main/adapters/clusters/port';
import type { ElementState } from '#main/adapters/schedulers/port';
import { requirePart } from '#test/support/parts';
import { anyPython, RESOURCES } from '#test/support/runs';

interface Place {
  launcher: Launcher;
  /** A folder that the nodes can write. */
  folder: string;
  /** Python's path on the nodes. */
  python: string;
  /** Kills what runs a job, as a crash would. */
  crash(jobId: string): Promise<void>;
  end(): Promise<void>;
}

/** One row a launcher; all go through the same suite. */
const PLACES: { name: string; missing: string; prepare: () => Promise<Place | null> }[] = [
  { name: 'local', missing: 'the local scheduler needs Python 3.9 or newer', prepare: localPlace },
];

const SCRIPT = `
import os, sys, time
element = next(os.environ[n] for n in ("VIVARIUM_TASK_ID", "SLURM_ARRAY_TASK_ID", "SGE_TASK_ID") if n in os.environ)
folder, what = sys.argv[1], sys.argv[2]
with open(os.path.join(folder, f"{what}.{element}"), "w") as handle:
    handle.write(repr((sys.argv[3:], os.environ.get("GIVEN"))))
if what == "sleep": time.sleep(120)
if what == "fail" and element == "2": sys.exit(3)
`;

for (const { name, missing, prepare } of PLACES) {
  const place = await prepare();
  describe.skipIf(!requirePart(`launcher ${name}`, place, missing))(`launcher ${name}`, () => {
    let at: Place;
    let counter = 0;
    beforeAll(() => {
      if (place) at = place;
    });
    afterAll(() => place?.end());

    async function submit(
      what: string,
      {
        elements,
        slots = 2,
        name: jobName = `test-${what}-${(counter += 1)}`,
        rest = [] as string[],
      }: { elements: number; slots?: number; name?: string; rest?: string[] },
    ) {
      const { shell, scheduler } = at.launcher;
      const argv = [at.python, '-c', SCRIPT, at.folder, what, ...rest];
      const command = scheduler.submit({
        name: jobName,
        elements,
        slots,
        memoryMb: 100,
        argv,
        env: { GIVEN: 'by the environment' },
      });
      return { name: jobName, ...scheduler.parseSubmit(await shell.run(command)) };
    }

    async function states(job: string): Promise<ElementState[] | null> {
      const { shell, scheduler } = at.launcher;
      const found = scheduler.parseQuery(await shell.run(scheduler.query([job]))).find((state) => state.name === job);
      return found ? [...found.elements].sort(([a], [b]) => a - b).map(([, state]) => state) : null;
    }

    async function become(job: string, wanted: (states: ElementState[]) => boolean): Promise<ElementState[]> {
      for (let tries = 0; tries < 300; tries += 1) {
        const now = await states(job);
        if (now && wanted(now)) return now;
        await sleep(100);
      }
      throw new Error(`${job} is ${String(await states(job))}`);
    }

    it('runs each element once, with its number, its arguments as they are and its environment', async () => {
      const rest = ['a b', '', "it's", '$HOME', '--', '*', 'ü\n'];
      const job = await submit('plain', { elements: 5, rest });
      expect(await become(job.name, (all) => all.every((state) => state === 'ended'))).toHaveLength(5);
      for (const element of [1, 2, 3, 4, 5]) {
        const written = await readFile(join(at.folder, `plain.${element}`), 'utf8');
        expect(written).toContain("'by the environment'");
        for (const argument of ["'a b'", '"it\'s"', "'$HOME'", "'--'", "'*'"]) expect(written).toContain(argument);
      }
    });

    it('tells an element that failed from one that ended', async () => {
      const job = await submit('fail', { elements: 3 });
      expect(await become(job.name, (all) => all.every((state) => state !== 'running' && state !== 'queued'))).toEqual([
        'ended',
        'failed',
        'ended',
      ]);
    });

    it('keeps to its slots, and cancels what runs and what waits', async () => {
      const job = await submit('sleep', { elements: 3, slots: 2 });
      expect(await become(job.name, (all) => all.filter((state) => state === 'running').length === 2)).toEqual([
        'running',
        'running',
        'queued',
      ]);
      const { shell, scheduler } = at.launcher;
      expect((await shell.run(scheduler.cancel(job.jobIds))).exitCode).toBe(0);
      expect(
        await become(job.name, (all) => all.every((state) => state === 'ended' || state === 'failed')),
      ).toHaveLength(3);
    });

    it('takes a job of the same name for the same job', async () => {
      const first = await submit('sleep', { elements: 1 });
      const second = await submit('sleep', { elements: 1, name: first.name });
      expect(second.jobIds).toEqual(first.jobIds);
      await at.launcher.shell.run(at.launcher.scheduler.cancel(first.jobIds));
    });

    it('says that elements are lost when what ran them has died', async () => {
      const job = await submit('sleep', { elements: 3, slots: 2 });
      await become(job.name, (all) => all.filter((state) => state === 'running').length === 2);
      for (const id of job.jobIds) await at.crash(id);
      expect(await become(job.name, (all) => all.every((state) => state === 'lost'))).toHaveLength(3);
    });

    it('knows nothing of a job that never was', async () => {
      expect(await states('test-nobody')).toBeNull();
    });
  });
}

async function localPlace(): Promise<Place | null> {
  const python = await anyPython();
  if (!python) return null;
  const folder = await mkdtemp(join(tmpdir(), 'launcher-'));
  const script = join(RESOURCES, 'local-scheduler', 'vivarium_local.py');
  const jobsDir = join(folder, 'jobs');
  const launcher = createLocalLauncher({
    scheduler: { python, script, jobsDir, watchPid: () => process.pid },
    slots: 2,
    interpreter: () => Promise.resolve(python),
    connection: () => Promise.reject(new Error('no store here')),
    workerCache: folder,
  });
  return {
    launcher,
    folder,
    python,
    crash: async (jobId) => {
      const Jobs = z.array(z.object({ pid: z.number().int() }));
      const { stdout } = await launcher.shell.run({ argv: [python, script, 'status', '--jobs-dir', jobsDir, jobId] });
      for (const { pid } of Jobs.parse(JSON.parse(stdout))) process.kill(pid, 'SIGKILL');
    },
    end: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
