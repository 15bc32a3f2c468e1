import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasElectron, launchElectron, type OpenApp } from '#test/support/electron';
import { survivors } from './support/processes.ts';
import { dropFile, expectAccessible, open, openResults, startRun, startSandbox, waitComplete } from './support/way.ts';

const TWO_TASKS =
  "input_draw_count: 1\nrandom_seed_count: 1\nbranches:\n  - intervention: {scenario: ['baseline', 'treated']}\n";

describe.skipIf(!hasElectron)('the whole way in Electron', () => {
  let home: string;
  let app: OpenApp;
  let page: Page;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vivarium-aws-e2e-'));
    app = await launchElectron(home);
    page = await app.electron.firstWindow();
  });
  afterAll(async () => {
    await app?.close();
    expect(await survivors(home, 10_000)).toEqual([]);
    await rm(home, { recursive: true, force: true });
  });

  test('the page is sandboxed: no Node, and the bridge gives a port and no more', async () => {
    await page.getByRole('heading', { name: 'Setup', level: 1 }).waitFor();
    const seen = await page.evaluate(() => ({
      node: typeof (window as { require?: unknown }).require + typeof (window as { process?: unknown }).process,
      protocol: location.protocol,
      opened: window.open('https://example.org/') === null,
    }));
    expect(seen).toEqual({ node: 'undefinedundefined', protocol: 'app:', opened: true });
  });

  test('Setup: the sandbox starts', () => startSandbox(page));

  test('Data: a dropped file is read by its path, uploaded, and listed beside the sample artifact', async () => {
    await open(page, 'Data');
    const file = join(home, 'dropped ünder.hdf');
    await writeFile(file, randomBytes(20 * 2 ** 20));
    await dropFile(page, file);
    await page.getByText('Uploaded', { exact: true }).waitFor({ timeout: 60_000 });
    await page
      .getByRole('button', { name: 'artifacts' })
      .or(page.getByRole('link', { name: 'artifacts' }))
      .first()
      .click();
    await page.getByText('sample.hdf').first().waitFor();
    await page.getByText('dropped ünder.hdf').first().waitFor();
  });

  test('Run and Monitor: two tasks of the sample model', async () => {
    await startRun(page, TWO_TASKS);
    await waitComplete(page, 2);
  });

  test('Results: the notebook draws and exports to a file that the user chose', async () => {
    await openResults(page);
    await expectAccessible(page);
    const path = join(home, 'averted.svg');
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await page
      .getByRole('button', { name: /^Export Deaths/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'SVG drawing' }).click();
    await page.getByText('Exported', { exact: true }).waitFor();
    expect(await readFile(path, 'utf8')).toMatch(/^<svg/);
  });
});
