import { join } from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: ROOT });

/** The rules that the text breaks when it stands in that file of the checkout. */
async function broken(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(ROOT, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const uses = (specifier: string) => `import * as used from '${specifier}';\nconsole.log(used);\n`;

const PATHS = 'import-x/no-restricted-paths';
const SYNTAX = 'no-restricted-syntax';

// A mistyped zone would let its row through without a word.
test.each([
  ['preload/contract/x.ts', '#main/domain/s3-uri', 'the contract stands alone'],
  ['renderer/app/x.ts', '#main/domain/s3-uri', 'the renderer knows the contract only'],
  ['renderer/app/x.ts', '../../main/platform.ts', 'the renderer knows the contract only'],
  ['main/domain/x.ts', '#main/adapters/stores/port', 'domain rules are pure'],
  ['main/domain/x/y.ts', '#main/services/connections', 'domain rules are pure'],
  ['main/adapters/stores/x.ts', '#main/services/connections', 'adapters do not know who uses them'],
  ['main/services/x.ts', '#main/adapters/stores/index', 'services use ports'],
  ['main/services/x/y.ts', '../../adapters/stores/s3.ts', 'services use ports'],
  ['main/services/x.ts', '#main/api/router', 'services do not know how they are called'],
  ['main/api/x.ts', '#main/adapters/stores/index', 'the API is handler and service'],
  ['main/api/x.ts', '#main/hosts/platform', 'the API does not know the hosts'],
  ['main/hosts/web/x.ts', '#main/adapters/stores/index', 'hosts do not reach into the app'],
  ['main/services/x.ts', '../../renderer/ui/format.ts', 'the main process does not know the renderer'],
])('%s may not import %s: %s', async (file, specifier) => {
  expect(await broken(file, uses(specifier))).toContain(PATHS);
  expect(await broken(file, `console.log(await import('${specifier}'));\n`)).toContain(PATHS);
});

test.each([
  ['main/services/x.ts', '#main/adapters/stores/port'],
  ['main/services/x.ts', '#main/domain/s3-uri'],
  ['main/api/x.ts', '#main/services/connections'],
  ['main/adapters/stores/x.ts', '#main/domain/s3-uri'],
  ['renderer/app/x.ts', '#contract/s3-uri'],
  ['main/app.ts', '#main/adapters/stores/index'],
])('%s may import %s', async (file, specifier) => {
  expect(await broken(file, uses(specifier))).toEqual([]);
});

test.each(['main/services/x.ts', 'main/hosts/web/x.ts', 'main/hosts/cli/x.ts', 'main/app.ts', 'renderer/app/x.ts'])(
  'electron is out of reach for %s',
  async (file) => {
    expect(await broken(file, uses('electron'))).toContain(SYNTAX);
    expect(await broken(file, uses('electron/main'))).toContain(SYNTAX);
    expect(await broken(file, "console.log(await import('electron'));\n")).toContain(SYNTAX);
  },
);

test('electron is for its host', async () => {
  expect(await broken('main/hosts/electron/x.ts', uses('electron'))).toEqual([]);
});

test('a cycle is found', async () => {
  // connections.ts imports s3-uri.ts; here it would import it back.
  const text = "export { workspaceRoot as s3Uri } from '#main/services/connections';\n";
  expect(await broken('main/domain/s3-uri.ts', text)).toContain('import-x/no-cycle');
});
