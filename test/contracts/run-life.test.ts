import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StartRequest } from '#contract/run';
import type { ModelSource } from '#contract/run';
import type { Launcher } from '#main/adapters/clusters/port';
import { AppError } from '#main/domain/app-error';
import { joinS3 } from '#main/domain/s3-uri';
import { workspaceRoot } from '#main/services/connections';
import { listAll } from '#main/services/runs/objects';
import type { RunService } from '#main/services/runs';
import { requirePart } from '#test/support/parts';
import { ANY_SERVER, anyPython, createRunWorld, interpreter, RESOURCES, until } from '#test/support/runs';
import type { RunWorld } from '#test/support/runs';
import { readRows } from '#test/support/rows';

const python = await anyPython();
const ready =
  requirePart('an S3 server', ANY_SERVER, 'runs keep their record in S3') &&
  requirePart('Python', python, 'runs are simulated by vivarium');
const METRICS = [
  'deaths',
  'person_time_lower_respiratory_infections',
  'transition_count_lower_respiratory_infections',
  'ylds',
  'ylls',
];

describe.skipIf(!ready)('the life of a run, with the real worker, scheduler and S3', () => {
  let world: RunWorld;
  let service: RunService;
  let sample: ModelSource;

  beforeAll(async () => {
    await Promise.all([interpreter('current'), interpreter('pandas2')]);
    world = await createRunWorld({ python: python ?? '' });
    service = world.service();
    const [first] = await service.samples({});
    if (!first) throw new Error('no sample');
    sample = first;
    expect(small('').specification).toContain('population_size: 200\n');
    expect(small('').specification).toContain('end: {year: 2022');
  });
  afterAll(() => world?.end());

  /** The sample with few people and few steps: a second or two a task. */
  const small = (branches: string, end = 'month: 3, day: 31'): ModelSource => ({
    ...sample,
    name: 'small',
    branches,
    specification: sample.specification
      .replace(/population_size: \S+/, 'population_size: 200')
      .replace(/end: \{.*\}/, `end: {year: 2022, ${end}}`),
  });
  const draws = (...given: number[]) => `input_draws: [${given.join(', ')}]\nrandom_seeds: [7]\n`;
  const start = async (model: ModelSource, more: Partial<z.input<typeof StartRequest>> = {}) =>
    (await service.start(StartRequest.parse({ model, ...more }))).uri;

  /** Rows of a metric in a run, as `tables` names its files. */
  async function rowsOf(run: string, metric: string): Promise<Record<string, unknown>[]> {
    const { metrics } = await service.tables(world.workspace, run);
    const files = metrics.get(metric) ?? [];
    const bytes = await Promise.all(files.map(({ uri }) => world.store.get(uri)));
    files.forEach(({ size }, i) => expect(bytes[i]?.length).toBe(size));
    const rows = await readRows(bytes);
    expect(rows).toHaveLength(files.reduce((sum, file) => sum + file.rows, 0));
    return rows;
  }

  it('gives, task by task, the rows of the finished sample run, and leaves what psimulate leaves', async () => {
    const branches = `input_draws: [202, 164]\nrandom_seeds: [7609]\nbranches:\n  - intervention:\n      scenario: [treated]\n`;
    const run = await start({ ...sample, branches }, { batch_size: 1 });
    const seen: number[] = [];
    for await (const status of service.watch({ run })) {
      expect(status.done + status.running + status.queued + status.failed + status.lost).toBe(2);
      seen.push(status.done);
    }
    expect(seen).toEqual([...seen].sort());
    const status = await service.status({ run });
    expect(status).toMatchObject({ state: 'complete', done: 2, scheduler_asked: true, failures: [] });

    const finished = await finishedSample();
    for (const metric of METRICS) {
      const wanted = finished(metric).then((rows) =>
        rows.filter(
          (row) =>
            row.scenario === 'treated' && row.random_seed === '7609' && ['202', '164'].includes(String(row.input_draw)),
        ),
      );
      expect(sorted(await rowsOf(run, metric))).toEqual(sorted(await wanted));
    }
    const names = (await listAll(world.store, status.uri, ''))
      .map(({ key }) => key)
      .filter((key) => !key.includes('/'));
    expect(names).toEqual([
      'branches.yaml',
      'finished_sim_metadata.csv',
      'keyspace.yaml',
      'model_specification.yaml',
      'run.json',
      'tasks.parquet',
    ]);
    const text = async (name: string) => new TextDecoder().decode(await world.store.get(joinS3(status.uri, name)));
    expect(await text('finished_sim_metadata.csv')).toBe(
      'intervention.scenario,input_draw,random_seed\ntreated,202,7609\ntreated,164,7609\n',
    );
    expect(await text('branches.yaml')).toBe('- intervention:\n    scenario: treated\n');
    expect((await service.logs({ run, batch: 1 })).text).toContain('finished: 1 of 1');

    const [first] = await service.tasks({ run });
    expect(first).toMatchObject({
      task: 0,
      batch: 0,
      attempt: 1,
      state: 'done',
      input_draw: 202,
      branch: { intervention: { scenario: 'treated' } },
    });
    expect(first?.seconds).toBeGreaterThan(0);
    expect((await service.list({})).map(({ uri }) => uri)).toContain(run);
    for (const reference of [status.id, status.id.split('/')[1] ?? '', 'latest'])
      expect((await service.resolveRun(world.workspace, reference)).uri).toBe(run);
  });

  it('loses tasks when the pool is killed, and a restart completes it without doubling any', async () => {
    const run = await start(small(draws(1, 2, 3), 'month: 9, day: 30'), { batch_size: 1, slots: 1 });
    await until(service, run, ({ done, running }) => done === 1 && running === 1);
    await killPool(world);
    const lost = await until(service, run, ({ state }) => state !== 'active');
    expect(lost).toMatchObject({ state: 'incomplete', done: 1, lost: 2, running: 0, queued: 0 });
    await service.restart({ run, slots: 2 });
    expect(await until(service, run, ({ state }) => state !== 'active')).toMatchObject({ state: 'complete', done: 3 });
    await eachOnce(run, 3);
    expect((await service.tasks({ run })).map(({ attempt }) => attempt)).toEqual([1, 2, 2]);
  });

  it('stops, keeps what is done, and goes on after a restart', async () => {
    const run = await start(small(draws(1, 2, 3, 4), 'month: 6, day: 30'), { batch_size: 2, slots: 1 });
    await until(service, run, ({ done }) => done === 2);
    await service.stop({ run });
    const stopped = await until(service, run, ({ state }) => state !== 'active');
    expect(stopped).toMatchObject({ state: 'incomplete', failed: 0, lost: 0, running: 0 });
    expect(stopped.done + stopped.queued).toBe(4);
    await service.restart({ run });
    await expect(service.restart({ run })).rejects.toMatchObject({ code: 'bad-input' });
    expect(await until(service, run, ({ state }) => state !== 'active')).toMatchObject({ state: 'complete', done: 4 });
    await eachOnce(run, 4);
  });

  it('groups failures by their cause and keeps the tasks that did well', async () => {
    const broken = `${draws(1, 2)}branches:\n  - population: {population_size: 100}\n  - population: {population_size: many}\n`;
    const run = await start(small(broken), { batch_size: 2 });
    const status = await until(service, run, ({ state }) => state !== 'active');
    expect(status).toMatchObject({ state: 'incomplete', done: 2, failed: 2 });
    expect(status.failures).toHaveLength(1);
    expect(status.failures[0]).toMatchObject({ count: 2, tasks: [1, 3], batches: [0, 1] });
    expect(status.failures[0]?.cause.traceback).toContain('Traceback');
    await eachOnce(run, 2);
  });

  it('runs both generations of vivarium', async () => {
    const older = small(draws(1));
    const specification = older.specification
      .replace('vivarium.public_health:', 'vivarium_public_health:')
      .replace('- BasePopulation()', '- BasePopulation()\n            - Mortality()');
    const run = await start({ ...older, name: 'older', specification, generation: 'pandas2' }, { psimulate: '2.3.5' });
    const status = await until(service, run, ({ state }) => state !== 'active');
    expect(status, JSON.stringify(status.failures)).toMatchObject({ state: 'complete', done: 1 });
    expect((await rowsOf(run, 'deaths')).length).toBeGreaterThan(0);
  });

  it('finds a job again whose submission was never answered, and sends nothing twice', async () => {
    const deaf = launcherThat(world.launcher, { submits: true, answers: false });
    await expect(
      world.service({ launcher: deaf }).start(StartRequest.parse({ model: { ...small(draws(1)), name: 'deaf' } })),
    ).rejects.toMatchObject({ code: 'unreachable' });
    const { uri } = await service.resolveRun(world.workspace, 'latest');
    const blind = await world.service({ launcher: deaf }).status({ run: uri });
    expect(blind).toMatchObject({ state: 'active', scheduler_asked: false, lost: 0 });
    await expect(world.service({ launcher: deaf }).restart({ run: uri })).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(await until(service, uri, ({ state }) => state !== 'active')).toMatchObject({ state: 'complete', done: 1 });
    const keys = await listAll(world.store, uri, 'submissions/');
    expect(keys).toHaveLength(1);
    const submission = new TextDecoder().decode(await world.store.get(joinS3(uri, keys[0]?.key ?? '')));
    expect(z.object({ job_ids: z.array(z.string()) }).parse(JSON.parse(submission)).job_ids).toHaveLength(1);
  });

  it('says that nothing was submitted when the scheduler refuses, and can be restarted', async () => {
    const refusing = launcherThat(world.launcher, { submits: false, answers: true });
    const model = { ...small(draws(1)), name: 'refused' };
    await expect(world.service({ launcher: refusing }).start(StartRequest.parse({ model }))).rejects.toMatchObject({
      data: { advice: expect.stringContaining('restart it') },
    });
    const { uri } = await service.resolveRun(world.workspace, 'latest');
    expect(await listAll(world.store, uri, 'submissions/')).toEqual([]);
    // What was recorded a moment ago may still be submitted by who recorded it.
    for (
      let status = await service.status({ run: uri });
      status.state === 'active';
      status = await service.status({ run: uri })
    );
    await service.restart({ run: uri });
    expect(await until(service, uri, ({ state }) => state !== 'active')).toMatchObject({ state: 'complete' });
  });

  it.each([
    [
      'broken YAML',
      (model: ModelSource) => ({ ...model, specification: 'components: [' }),
      'bad-input',
      /Line 1 is not YAML/,
    ],
    [
      'no components',
      (model: ModelSource) => ({ ...model, specification: 'configuration: {}' }),
      'bad-input',
      /no components/,
    ],
    [
      "branches that psimulate refuses, in psimulate's words",
      (model: ModelSource) => ({ ...model, branches: 'input_draw_count: 300' }),
      'bad-input',
      /^Input draw count must be less than 250\.$/,
    ],
    [
      'no artifact',
      (model: ModelSource) => ({ ...model, artifact: joinS3(workspaceRoot(world.workspace), 'artifacts', 'none.hdf') }),
      'not-found',
      /There is no artifact at s3:/,
    ],
  ])('refuses %s in plain words before anything is recorded', async (_, change, code, message) => {
    const error = await service
      .start(StartRequest.parse({ model: { ...change(sample), name: 'refused-model' } }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((await service.list({})).filter(({ model }) => model === 'refused-model')).toEqual([]);
  });

  it('records nothing where the nodes cannot run it', async () => {
    const bare: Launcher = {
      ...world.launcher,
      worker: () =>
        Promise.reject(
          new AppError({ code: 'missing-part', doing: 'looking for vivarium', message: 'It is not installed.' }),
        ),
    };
    const model = { ...small(draws(1)), name: 'bare' };
    await expect(world.service({ launcher: bare }).start(StartRequest.parse({ model }))).rejects.toMatchObject({
      code: 'missing-part',
    });
    expect((await service.list({})).filter(({ model: name }) => name === 'bare')).toEqual([]);
  });

  it('says plainly that the store does not answer, and thinks no worse of the run', async () => {
    const run = await start({ ...small(draws(1)), name: 'patient' });
    const before = await until(service, run, ({ state }) => state === 'complete');
    await world.server.kill();
    await expect(service.status({ run: before.uri })).rejects.toMatchObject({ code: 'unreachable' });
    await world.server.start();
    expect(await service.status({ run: before.uri })).toMatchObject({ done: before.done, state: before.state });
    await expect(service.status({ run: 'nobody/2026_01_01_00_00_00' })).rejects.toMatchObject({ code: 'not-found' });
    for (const run of ['what?', 's3:///', 's3://'])
      await expect(service.status({ run })).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('has no secret where others could read it', async () => {
    const { accessKeyId, secretAccessKey } = await world.server.connection.credentials();
    const all = await listAll(world.store, workspaceRoot(world.workspace), '');
    for (const { info } of all.filter(({ key }) => !key.endsWith('.hdf') && !key.endsWith('.parquet'))) {
      const text = new TextDecoder().decode(await world.store.get(info.uri));
      expect(text.includes(secretAccessKey) || text.includes(accessKeyId), info.uri).toBe(false);
    }
    const { shell } = world.launcher;
    const files = await shell.run({ argv: ['grep', '-rlF', secretAccessKey, world.jobsDir] });
    expect(files.stdout).toBe('');
  });

  /** Every task's rows are there once. */
  async function eachOnce(run: string, tasks: number): Promise<void> {
    const rows = await rowsOf(run, 'deaths');
    const keys = rows.map((row) => JSON.stringify({ ...row, value: null }));
    expect(new Set(keys).size).toBe(keys.length);
    expect(
      new Set(
        rows.map(({ input_draw, random_seed, population_size }) => `${input_draw} ${random_seed} ${population_size}`),
      ).size,
    ).toBe(tasks);
  }
});

async function killPool({ launcher: { shell }, jobsDir }: RunWorld): Promise<void> {
  const script = join(RESOURCES, 'local-scheduler', 'vivarium_local.py');
  const { stdout } = await shell.run({ argv: [python ?? '', script, 'status', '--jobs-dir', jobsDir] });
  const jobs = z.array(z.object({ pid: z.number().int(), state: z.string() })).parse(JSON.parse(stdout));
  for (const { pid } of jobs.filter(({ state }) => state === 'running')) process.kill(pid, 'SIGKILL');
}

/** The same launcher with a scheduler that cannot be reached for some of its commands. */
function launcherThat(launcher: Launcher, { submits, answers }: { submits: boolean; answers: boolean }): Launcher {
  const unreachable = () =>
    new AppError({ code: 'unreachable', doing: 'asking the head node', message: 'It did not answer.', retry: true });
  return {
    ...launcher,
    worker: (...given) => launcher.worker(...given),
    shell: {
      close: () => Promise.resolve(),
      run: async (command, options) => {
        const submitting = command.argv.includes('submit');
        if (submitting && !submits) return { exitCode: 1, stdout: '', stderr: 'the queue is closed' };
        if (!submitting && answers) return launcher.shell.run(command, options);
        if (submitting) await launcher.shell.run(command, options);
        throw unreachable();
      },
    },
  };
}

async function finishedSample(): Promise<(metric: string) => Promise<Record<string, unknown>[]>> {
  const home = join(RESOURCES, 'sample', 'finished-run', 'sample');
  const [stamp = ''] = await readdir(home);
  return async (metric) => {
    const folder = join(home, stamp, 'results', metric);
    return readRows(await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))));
  };
}

function sorted(rows: Record<string, unknown>[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
