import { spawn } from 'node:child_process';
import { ROOT } from './checkout.mjs';

/** Runs a program to its end; its output is collected, or shown when `show` is set. Answers its exit code (null: killed). */
export function run(argv, { show = false, env = {}, timeoutMs } = {}) {
  const [program, ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      // Our standard output belongs to the program that is started in the end.
      stdio: show ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && program === 'npm',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    const timer = timeoutMs && setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('error', (error) => resolve({ exitCode: 127, output: String(error) }));
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, output });
    });
  });
}
