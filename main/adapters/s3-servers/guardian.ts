import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#main/domain/app-error';
import type { Files } from '../files/port.ts';
import type { Python } from '../python/port.ts';
import type { Guardian, RunningServer, S3Server, ServerLaunch } from './port.ts';
import { accepts } from './ports.ts';
import { ended, isAlive, isCommand, signal } from './processes.ts';

const Started = z.object({ guardian_pid: z.number().int(), server_pid: z.number().int() });
const Answer = z.union([Started, z.object({ error: z.string() })]);
const PidFile = Started.extend({
  server: z.enum(['versitygw', 'seaweedfs']),
  endpoint: z.url(),
  detached: z.boolean(),
  program: z.string(),
  /** The process that an attached one ends with. */
  owner: z.number().int(),
});

const DOING = "starting the sandbox's S3 server";
const LISTEN_MS = 30_000;
/** The guardian gives the server 5 s to end by itself. */
const STOP_MS = 8_000;
const POLL_MS = 25;
/** What a server and Python need of this process's environment; a user's settings for other servers must not reach it. */
const PASSED = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
  'LD_LIBRARY_PATH',
];

interface Options {
  python: Python;
  files: Files;
  /** Path of resources/sandbox/guardian.py. */
  script: string;
  pidFile: string;
  log: string;
}

/** Runs the server under resources/sandbox/guardian.py: an attached one ends when this process does, however it ends. */
export function createGuardian({ python, files, script, pidFile, log }: Options): Guardian {
  /** Their open standard input keeps attached servers running: it must not be collected. */
  const attached = new Set<ChildProcess>();

  const start = async (
    server: S3Server['name'],
    launch: ServerLaunch,
    { detached, signal: cancel }: { detached: boolean; signal?: AbortSignal },
  ): Promise<RunningServer> => {
    cancel?.throwIfAborted();
    const interpreter = await python.find('>=3.8');
    if (!interpreter) throw noPython();
    await Promise.all([mkdir(dirname(pidFile), { recursive: true }), mkdir(dirname(log), { recursive: true })]);
    const child = spawn(interpreter.path, ['-I', script], {
      env: Object.fromEntries(
        PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
      ),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // a terminal's Ctrl-C is this process's business: it ends the server in order
      windowsHide: true,
    });
    const info = { server, endpoint: launch.endpoint, detached, program: launch.argv[0], owner: process.pid };
    const request = {
      argv: launch.argv,
      env: launch.env,
      cwd: dirname(pidFile),
      detached,
      log,
      pid_file: pidFile,
      info,
    };
    child.stdin.on('error', () => {}); // it ended early: its answer says why
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const pids = await answer(child);
    if (detached) child.stdin.end();
    else attached.add(child);
    child.once('exit', () => attached.delete(child));
    release(child);
    const running = {
      server,
      endpoint: launch.endpoint,
      guardianPid: pids.guardian_pid,
      serverPid: pids.server_pid,
      detached,
    };
    try {
      await listening(running, cancel);
    } catch (error) {
      await stop(running);
      throw error;
    }
    return running;
  };

  const listening = async (running: RunningServer, cancel?: AbortSignal) => {
    const until = performance.now() + LISTEN_MS;
    while (!(await accepts(running.endpoint))) {
      cancel?.throwIfAborted();
      if (!isAlive(running.serverPid)) throw await failure('ended at once');
      if (performance.now() > until) throw await failure(`did not answer within ${LISTEN_MS / 1000} seconds`);
      await sleep(POLL_MS);
    }
    // Somebody else may be listening there while ours has ended for that reason.
    if (!isAlive(running.serverPid)) throw await failure('ended at once');
  };

  const failure = async (what: string): Promise<AppError> => {
    const words = lastLine(await readFile(log, 'utf8').catch(() => ''));
    return new AppError({
      code: 'failed',
      doing: DOING,
      message: `The S3 server ${what}${words ? `; it last said: ${words}` : ''}.`,
      advice: `Try again; its whole log is ${log}.`,
      retry: true,
    });
  };

  const running = async (): Promise<RunningServer | null> => {
    const known = await files.read(pidFile, PidFile).catch(() => undefined);
    if (!known) return null;
    const { guardian_pid: guardianPid, server_pid: serverPid, server, endpoint, detached, program, owner } = known;
    // Its owner has just died: it is ending, and must not be taken for one that stays.
    if (!detached && !isAlive(owner)) await ended([guardianPid, serverPid], STOP_MS);
    if (isAlive(guardianPid) && isAlive(serverPid) && (await isCommand(guardianPid, basename(script)))) {
      return { server, endpoint, guardianPid, serverPid, detached };
    }
    if (isAlive(serverPid) && (await isCommand(serverPid, program))) {
      signal(serverPid, 'SIGKILL'); // nobody guards it
      await ended([serverPid], STOP_MS);
    }
    await files.remove(pidFile);
    return null;
  };

  const stop = async ({ guardianPid, serverPid }: RunningServer): Promise<void> => {
    const child = [...attached].find(({ pid }) => pid === guardianPid);
    child?.stdin?.end();
    if (process.platform !== 'win32') signal(guardianPid, 'SIGTERM');
    if (await ended([guardianPid, serverPid], STOP_MS)) return;
    signal(serverPid, 'SIGKILL');
    signal(guardianPid, 'SIGKILL');
    await ended([guardianPid, serverPid], STOP_MS);
    await files.remove(pidFile);
  };

  return { start, running, stop, alive: ({ guardianPid, serverPid }) => isAlive(guardianPid) && isAlive(serverPid) };
}

/** The guardian's one line: its process and the server's. */
async function answer(child: ChildProcess): Promise<z.infer<typeof Started>> {
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const lines = child.stdout && createInterface({ input: child.stdout });
  const first = await Promise.race([
    lines ? once(lines, 'line').then(([line]) => String(line)) : null,
    once(child, 'exit').then(() => null),
    once(child, 'error').then(([error]) => Promise.reject(error as Error)),
  ]);
  const checked = first === null ? null : Answer.parse(JSON.parse(first));
  if (checked && !('error' in checked)) return checked;
  throw new AppError({
    code: 'failed',
    doing: DOING,
    message: `The S3 server could not be started: ${checked?.error ?? (lastLine(complaint) || 'its guardian ended')}.`,
    advice: 'Try again.',
    retry: true,
    cause: new Error(complaint),
  });
}

/** Lets this process end while the guardian runs: its standard input then closes, which is the sign for an attached one. */
function release(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  if (child.stdin instanceof Socket) child.stdin.unref();
  child.unref();
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim().replace(/\.$/, '') ?? '';
}

function noPython(): AppError {
  return new AppError({
    code: 'missing-part',
    doing: DOING,
    message: 'This computer has no Python 3.8 or newer, or it is not on the PATH.',
    advice: "Install Python 3.11 (python.org, or your system's package manager), then try again.",
    retry: true,
  });
}
