import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { createStore } from '#main/adapters/stores/index';
import { s3Uri } from '#main/domain/s3-uri';
import type { TestServer } from '../s3-server.ts';
import { checkObject, temporary, type Problems } from './cuts.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** What may be under way when the process is killed. */
const IN_FLIGHT = 8;

/** The sender as one program that Node runs; made once. */
export async function buildSender(): Promise<string> {
  const outDir = join(ROOT, '.cache', 'trials');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    build: {
      ssr: join(import.meta.dirname, 'sender.ts'),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'sender.mjs' } },
    },
  });
  return join(outDir, 'sender.mjs');
}

/** Sends a file by processes that are killed at random moments, until one comes through; then fetches it likewise. */
export async function killTrial(
  server: TestServer,
  sender: string,
  path: string,
  bytes: Uint8Array,
  round: number,
): Promise<Problems> {
  return temporary(async (home) => {
    const keys = await server.connection.credentials();
    const uri = s3Uri(server.bucket, `kill-${round}/file`);
    const notes = join(home, 'notes');
    await writeFile(notes, '');
    const job = { endpoint: server.connection.endpoint, keys, bucket: server.bucket, home, path, uri, notes };
    const store = createStore(server.connection);
    try {
      const kills = 1 + randomInt(3);
      let killed = 0;
      for (let turn = 0; turn < kills; turn += 1)
        if (await runFor(sender, { ...job, what: 'send' }, randomInt(900))) killed += 1;
      if (round % 5 === 4) {
        await runFor(sender, { ...job, what: 'cancel' });
        const left = await store.multipart.begun(uri);
        const records = await readdir(join(home, 'data', 'uploads')).catch(() => []);
        return left.length + records.length > 0
          ? [`after a cancel: ${left.length} uploads, ${records.length} records`]
          : [];
      }
      await runFor(sender, { ...job, what: 'send' });
      const problems = await checkObject(store, uri, bytes);
      const numbers = (await readFile(notes, 'utf8')).trim().split('\n');
      const again = numbers.length - new Set(numbers).size;
      if (again > killed * IN_FLIGHT) problems.push(`${again} parts were sent twice`);
      const back = join(home, 'back');
      await runFor(sender, { ...job, path: back, what: 'fetch' }, randomInt(700));
      await runFor(sender, { ...job, path: back, what: 'fetch' });
      if (Buffer.compare(await readFile(back), bytes) !== 0) problems.push('other bytes came back');
      const partial = (await readdir(home)).filter((name) => name.endsWith('.part'));
      if (partial.length > 0) problems.push(`${partial.length} partial files are left`);
      return problems;
    } finally {
      store.close?.();
    }
  });
}

/** Runs the sender, and kills it after `ms`; answers whether it had to be. */
function runFor(sender: string, job: unknown, ms?: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [sender], { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const timer = ms === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), 150 + ms);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(said));
    });
    child.stdin.end(JSON.stringify(job));
  });
}
