/** The steps of a user's way through the app, as a page shows it; the same in the browser and in Electron. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { ROOT } from './web-app.ts';

export type PaneName = 'Setup' | 'Data' | 'Run' | 'Monitor' | 'Results';

export async function open(page: Page, pane: PaneName): Promise<void> {
  await page.getByRole('navigation', { name: 'Panes' }).getByRole('link', { name: pane, exact: true }).click();
  await page.getByRole('heading', { name: pane, level: 1 }).waitFor();
}

/** Setup: from an empty home to all lines of the checklist ok. */
export async function startSandbox(page: Page): Promise<void> {
  await open(page, 'Setup');
  await page.getByRole('main').getByRole('button', { name: 'Start sandbox' }).first().click();
  await page.getByText('The sample model, its artifact and a finished run are there.').waitFor({ timeout: 240_000 });
}

/** Drops a file of this computer on the window as a user does with the mouse. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const input = await page.evaluateHandle(() => {
    const element = document.createElement('input');
    element.type = 'file';
    return element;
  });
  await input.setInputFiles(path);
  await input.evaluate((element) => {
    const transfer = new DataTransfer();
    const file = element.files?.[0];
    if (file) transfer.items.add(file);
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  });
}

/** Run: the sample model as it is, or with other branches; ends in Monitor. */
export async function startRun(page: Page, branches?: string): Promise<void> {
  await open(page, 'Run');
  if (branches !== undefined) {
    const editor = page.getByRole('textbox', { name: /branches/i });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(branches);
  }
  await page.getByRole('button', { name: 'Start run' }).click();
  await page.getByRole('heading', { name: 'Monitor', level: 1 }).waitFor({ timeout: 60_000 });
}

export async function waitComplete(page: Page, tasks: number): Promise<void> {
  await page.getByText(`${tasks} of ${tasks} tasks done`).waitFor({ timeout: 280_000 });
}

/** Results: every cell of the template has run and its charts are drawn. */
export async function openResults(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: 'Open results' })
    .or(page.getByRole('link', { name: 'Open results' }))
    .click();
  await page.getByRole('heading', { name: 'Results', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Run all' }).click();
  await page
    .getByRole('figure', { name: /^Deaths/ })
    .locator('canvas, svg')
    .first()
    .waitFor({ timeout: 60_000 });
}

/** No serious finding of axe on the pane as it stands, in light and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  await dismissNotices(page);
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(300);
    expect(await seriousFindings(page), scheme).toEqual([]);
  }
}

/** A notice that fades away has no contrast left while it goes: whether axe sees that is chance. */
async function dismissNotices(page: Page): Promise<void> {
  const notices = page.getByRole('button', { name: 'Dismiss' });
  for (let left = 20; left > 0 && (await notices.count()) > 0; left -= 1) {
    // It may go by itself just now.
    await notices
      .first()
      .click({ timeout: 500 })
      .catch(() => {});
    await page.waitForTimeout(300);
  }
}

/** A picture of the pane; kept as the README's with VIVARIUM_AWS_SCREENSHOTS=1, else beside the test results. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.VIVARIUM_AWS_SCREENSHOTS
    ? join(ROOT, 'resources', 'screenshots')
    : join(ROOT, 'test-results');
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => {
    // Folders of the computer that made the picture are nobody's business.
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      const shown = text.nodeValue?.replace(/(?<![\w:/])\/(?:[\w.@-]+\/)+(?=[\w.-])/g, '~/');
      if (shown !== text.nodeValue) text.nodeValue = shown ?? '';
    }
  });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
