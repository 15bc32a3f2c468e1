import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPython } from '#main/adapters/python/index';
import { requirePart } from './parts.ts';
import { testCache } from './test-cache.ts';

const REQUIRES = '>=3.10,<3.14';
const python = createPython({ cache: testCache() });

/** Whether there is a Python that the emulator of AWS can be installed for. */
export const hasEmulator = requirePart('The AWS emulator', await python.find(REQUIRES), 'install Python 3.10 to 3.13 with venv'); // prettier-ignore

/** moto's own account, which all keys belong to until IAM is enforced. */
export const ACCOUNT = '123456789012';

export interface Emulator {
  endpoint: string;
  /** From now on every request is checked: known keys, right signatures, IAM policies. */
  enforce(): Promise<void>;
  /** Forgets everything that was made, and enforces nothing. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * moto (https://docs.getmoto.org), an emulator of AWS's services, on a free port of this computer; it is installed once,
 * in the tests' cache. It ends with the test's process.
 */
export async function startEmulator(): Promise<Emulator> {
  const interpreter = await python.ensure({
    name: 'test-aws-emulator',
    requirements: join(import.meta.dirname, 'emulator-requirements.txt'),
    requires: REQUIRES,
  });
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(interpreter, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, AWS_ENDPOINT_URL: '', MOTO_ACCOUNT_ID: ACCOUNT },
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  await answering(endpoint, child);
  const post = async (path: string, body = '') => {
    const response = await fetch(`${endpoint}${path}`, { method: 'POST', body });
    if (!response.ok) throw new Error(`The emulator answered ${response.status} to ${path}`);
  };
  return {
    endpoint,
    enforce: () => post('/moto-api/reset-auth', '0'),
    reset: async () => {
      await post('/moto-api/reset-auth', 'Infinity').catch(() => post('/moto-api/reset-auth', '1000000000'));
      await post('/moto-api/reset');
    },
    stop: async () => {
      process.removeListener('exit', end);
      if (child.exitCode !== null || child.signalCode !== null) return;
      await new Promise((resolve) => child.once('exit', resolve).kill('SIGKILL'));
    },
  };
}

async function answering(endpoint: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${endpoint}/moto-api/data.json`).then((response) => response.ok, () => false); // prettier-ignore
    if (ready) return;
    if (child.exitCode !== null) throw new Error(`The emulator ended with exit code ${child.exitCode}`);
    if (Date.now() > until) throw new Error('The emulator did not answer within a minute');
    await sleep(150);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
