import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { redact } from '#main/domain/redact';
import type { Platform } from '#main/platform';

const MAX_BYTES = 5_000_000;

/** A log of JSON lines in `folder`; at 5 MB it begins anew and keeps the last one. A disk that cannot be written stops nothing. */
export function logFile(folder: string, name = 'app.log'): Platform['log'] {
  const path = join(folder, name);
  let ready = false;
  return (level, message, detail) => {
    try {
      if (!ready) {
        mkdirSync(folder, { recursive: true });
        ready = true;
      }
      if (sizeOf(path) > MAX_BYTES) renameSync(path, `${path}.1`);
      const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...detail });
      appendFileSync(path, `${redact(line)}\n`, { mode: 0o600 });
    } catch {
      // Nowhere to tell it.
    }
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
