import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from '../../resources/scripts/checkout.mjs';
import { familyOf, memoryOf, startHost } from './web-host.mjs';

export const title = 'start, memory at rest, and a query in S3 beside DuckDB’s Python on local files';

const SQL =
  'SELECT scenario, input_draw, sum(value) AS deaths FROM deaths GROUP BY scenario, input_draw ORDER BY scenario, input_draw';
const CACHE = process.env.VIVARIUM_AWS_TEST_CACHE ?? join(homedir(), '.cache', 'vivarium-aws-tests');

export async function* run() {
  const home = mkdtempSync(join(tmpdir(), 'vivarium-aws-bench-'));
  const env = { ...process.env, VIVARIUM_AWS_HOME: home, VIVARIUM_AWS_CACHE: CACHE };
  try {
    yield* measure(env);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function* measure(env) {
  const first = await startHost(env);
  await first.client.sandbox.start({ python: false });
  // So that the cold query below does not count the download of the extension.
  await first.client.results.query({ sql: 'SELECT 1' });
  await first.stop();

  const bare = median(Array.from({ length: 5 }, () => timed(() => execFileSync(process.execPath, ['-e', '0']))));
  const host = await startHost(env);
  yield {
    what: 'web host: first answered call',
    ours: host.readyMs,
    peer: { name: 'bare node', value: bare },
    unit: 'ms',
  };
  await host.client.sandbox.start({ python: false });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const own = memoryOf(host.pid);
  const family = familyOf(host.pid).reduce((sum, pid) => sum + memoryOf(pid), 0);
  yield { what: 'memory at rest: web host', ours: own, unit: 'MB' };
  yield { what: 'memory at rest: with the sandbox’s server', ours: family, unit: 'MB' };

  const [run] = readdirSync(at('resources/sample/finished-run/sample'));
  const files = at('resources/sample/finished-run/sample', run, 'results/deaths/*.parquet');
  const peer = JSON.parse(
    execFileSync(await python(), [at('test/bench/duckdb-peer.py'), files, SQL], { encoding: 'utf8' }),
  );
  const query = async () => {
    const began = performance.now();
    await host.client.results.query({ sql: SQL });
    return performance.now() - began;
  };
  const cold = await query();
  const warm = [];
  for (let i = 0; i < 30; i += 1) warm.push(await query());
  const name = 'duckdb, local files';
  yield { what: 'query, cold (engine opened, S3)', ours: cold, peer: { name, value: peer.cold }, unit: 'ms' };
  yield { what: 'query, warm (HTTP call, S3)', ours: median(warm), peer: { name, value: peer.warm }, unit: 'ms' };
  await host.stop();
}

/** A Python with DuckDB of the version that the app has. */
async function python() {
  const folder = join(CACHE, 'bench-duckdb-1.5.5');
  const path = join(folder, 'bin', 'python');
  if (!existsSync(join(folder, 'complete'))) {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
    execFileSync(path, ['-m', 'pip', 'install', '--quiet', 'duckdb==1.5.5']);
    execFileSync('touch', [join(folder, 'complete')]);
  }
  return path;
}

function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
