import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '#test/support/chromium';
import { survivors } from './support/processes.ts';
import { startWebApp, type WebApp } from './support/web-app.ts';
import {
  dropFile,
  expectAccessible,
  open,
  openResults,
  picture,
  startRun,
  startSandbox,
  waitComplete,
} from './support/way.ts';

// A newcomer's way in one browser session; the tests build on each other, in order.
describe.skipIf(!hasChromium)('the whole way in Chromium', () => {
  let home: string;
  let app: WebApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'vivarium-aws-e2e-'));
    app = await startWebApp(home, ['resources/scripts/start.mjs', '--web', '--json']);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    page.on('pageerror', (error) => complaints.push(error.message));
    // What the API refuses shows on the page, where the tests look for it.
    page.on('console', (message) => {
      const { url } = message.location();
      if (message.type() === 'error' && !url.includes('/rpc/')) complaints.push(`${message.text()} ${url}`);
    });
    await page.goto(app.url);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    expect(await survivors(home, 10_000)).toEqual([]);
    await rm(home, { recursive: true, force: true });
  });

  test('the page carries no ticket in its address', () => {
    expect(page.url()).not.toMatch(/ticket|token/);
  });

  test('Setup: the sandbox starts and everything is there', async () => {
    await page.getByRole('heading', { name: 'Setup', level: 1 }).waitFor();
    await expectAccessible(page);
    await startSandbox(page);
    await expectAccessible(page);
    await picture(page, 'setup');
  });

  test('Data: a dropped file is uploaded in parts and listed', async () => {
    await open(page, 'Data');
    const file = join(home, 'my artifact.hdf');
    await writeFile(file, randomBytes(40 * 2 ** 20));
    await dropFile(page, file);
    await page.getByRole('button', { name: /^Activities/ }).click();
    await page.getByText('Done').first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await page.getByText('artifacts', { exact: false }).first().waitFor();
    await page
      .getByRole('button', { name: 'artifacts' })
      .or(page.getByRole('link', { name: 'artifacts' }))
      .first()
      .click();
    await page.getByText('my artifact.hdf').first().waitFor();
    await page
      .getByText(/^41.9\sMB$/)
      .first()
      .waitFor();
    await expectAccessible(page);
    await picture(page, 'data');
  });

  test('Run: a mistake in the branches is shown in psimulate’s words', async () => {
    await open(page, 'Run');
    const editor = page.getByRole('textbox', { name: /branches/i });
    const before = await editor.innerText();
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('input_draw_count: 1001');
    await page.getByText('input_draw_count must be within 1-1000. Given: 1001').first().waitFor();
    expect(await page.getByRole('button', { name: 'Start run' }).isDisabled()).toBe(true);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(before);
    await page.getByText('12 tasks').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'run');
  });

  test('Run and Monitor: the sample study ends with all tasks done', async () => {
    await startRun(page);
    await page.getByText(/of 12 tasks done/).waitFor();
    await waitComplete(page, 12);
    await expectAccessible(page);
    await picture(page, 'monitor');
  });

  test('Results: deaths averted with a 95% interval, drawn and exported', async () => {
    await openResults(page);
    // The sample study is deterministic: mean 75 deaths averted, 65.2 to 89.9.
    for (const figure of ['75', '65.2', '89.9']) await page.getByText(figure, { exact: true }).first().waitFor();
    await expectAccessible(page);
    await page
      .getByRole('figure', { name: /averted/i })
      .first()
      .scrollIntoViewIfNeeded();
    await picture(page, 'results');
    const svg = (await exported(page, 'SVG drawing')).toString();
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect(await parses(page, svg)).toBe(true);
    expect((await exported(page, 'PNG picture')).subarray(1, 4).toString()).toBe('PNG');
    expect((await exported(page, 'HTML page')).toString()).toContain('<!doctype html>');
  });

  test('Results: a mistake in the SQL is marked and said in one sentence', async () => {
    const editor = page.getByRole('textbox', { name: /SQL/i }).first();
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('SELECT nonsense FROM deaths');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page
      .getByText(/nonsense/)
      .last()
      .waitFor();
    await page.getByRole('alert').first().waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('SELECT scenario, sum(value) AS deaths FROM deaths GROUP BY ALL ORDER BY ALL');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByText('2 rows').first().waitFor();
  });

  test('the page had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});

/** The first chart's export in a format, as the browser has downloaded it. */
async function exported(page: Page, format: string): Promise<Buffer> {
  await page
    .getByRole('button', { name: /^Export Deaths/ })
    .first()
    .click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ]);
  return readFile(await download.path());
}

function parses(page: Page, svg: string): Promise<boolean> {
  return page.evaluate(
    (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null,
    svg,
  );
}
