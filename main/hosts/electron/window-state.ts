import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const WindowState = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(400).default(1280),
  height: z.number().int().min(300).default(860),
  maximized: z.boolean().default(false),
});
export type WindowState = z.infer<typeof WindowState>;

/** The window as it was left; the default where that is unknown or unreadable. */
export function readWindowState(path: string): WindowState {
  try {
    return WindowState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return WindowState.parse({});
  }
}

/** A window that forgets its place is no reason to disturb anybody. */
export function keepWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, JSON.stringify(state));
  } catch {
    // Next time the window has its default size.
  }
}
