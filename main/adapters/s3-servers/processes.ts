import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

const POLL_MS = 50;

/** Whether a process of this number runs; one that has ended but was not yet collected does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** Whether the process was started with `part` in its command line: numbers are given to other processes again. */
export async function isCommand(pid: number, part: string): Promise<boolean> {
  if (process.platform === 'win32') {
    const script = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`;
    const { stdout } = await execa('powershell', ['-NoProfile', '-Command', script], { reject: false });
    return String(stdout).includes(part);
  }
  const { stdout } = await execa('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { reject: false });
  if (stdout !== undefined) return stdout.includes(part);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(part);
  } catch {
    return false;
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

/** Resolves true once none of the processes runs, false after `ms` milliseconds. */
export async function ended(pids: readonly number[], ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (pids.some(isAlive)) {
    if (performance.now() > until) return false;
    await sleep(POLL_MS);
  }
  return true;
}
