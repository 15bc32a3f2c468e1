import { describe, expect, it } from 'vitest';
import { createLocalShell } from '#main/adapters/shells/index';
import { isAppError } from '#main/domain/app-error';

const node = (script: string, ...rest: string[]) => ({ argv: [process.execPath, '-e', script, ...rest] });
const shell = createLocalShell();

async function refusal(run: Promise<unknown>) {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw new Error('not refused', { cause: error });
  return error.data;
}

describe('the local shell', () => {
  it('answers what the program said, whole, and its exit code', async () => {
    const output = await shell.run(node('console.log("out\\n"); console.error("err"); process.exitCode = 3'));
    expect(output).toEqual({ exitCode: 3, stdout: 'out\n\n', stderr: 'err\n' });
  });

  it('hands arguments over as they are', async () => {
    const odd = ['', ' ', '$HOME `id` "x" \'y\' *', '-é\n'];
    const { stdout } = await shell.run(node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd));
    expect(JSON.parse(stdout)).toEqual(odd);
  });

  it('gives it environment and standard input', async () => {
    const script = 'process.stdin.on("data", (d) => console.log(process.env.GREETING + d))';
    expect((await shell.run({ ...node(script), env: { GREETING: 'hello ' }, stdin: 'you' })).stdout).toBe(
      'hello you\n',
    );
  });

  it('says that a program killed by a signal did not succeed', async () => {
    expect((await shell.run(node('process.kill(process.pid, "SIGKILL")'))).exitCode).toBeGreaterThanOrEqual(128);
  });

  it('ends a program that takes too long', async () => {
    expect(await refusal(shell.run(node('setTimeout(() => {}, 60000)'), { timeoutMs: 200 }))).toMatchObject({
      code: 'unreachable',
      retry: true,
    });
  });

  it('ends a program that says too much', async () => {
    const small = createLocalShell({ outputLimit: 1000 });
    expect(await refusal(small.run(node('console.log("x".repeat(5000))')))).toMatchObject({ code: 'failed' });
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    expect(await refusal(shell.run(node('setTimeout(() => {}, 60000)'), { signal: controller.signal }))).toMatchObject({
      code: 'interrupted',
    });
  });

  it('names a program that is not there, and not what it was given', async () => {
    const data = await refusal(shell.run({ argv: ['no-such-program', 'planted-secret'] }));
    expect(data).toMatchObject({ code: 'missing-part' });
    expect(JSON.stringify(data)).not.toContain('planted-secret');
  });
});
