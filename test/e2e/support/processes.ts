import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Command lines of the processes that were started with their files under `home` (Linux). */
function processesOf(home: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // A process that has ended but was not waited for yet has no command line.
        return line !== '' && (environment.includes(home) || line.includes(home)) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}

/** Waits until none is left; answers those that still live after `ms`. */
export async function survivors(home: string, ms: number): Promise<string[]> {
  const end = Date.now() + ms;
  while (processesOf(home).length > 0 && Date.now() < end) await sleep(100);
  return processesOf(home);
}
