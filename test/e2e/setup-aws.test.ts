import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leastPolicy } from '#main/domain/iam-policy';
import { makeUser, type TestKeys } from '#test/support/aws-account';
import { ACCOUNT, type Emulator, hasEmulator, startEmulator } from '#test/support/aws-emulator';
import { type AwsHome, useAwsHome } from '#test/support/aws-home';
import { hasChromium, launchChromium } from '#test/support/chromium';
import { startWebApp, type WebApp } from './support/web-app.ts';
import { expectAccessible, picture } from './support/way.ts';

const BUCKET = 'measles-heron-opal-4714';
const REGION = 'eu-west-1';

// From nothing to ready in the Setup pane; the tests build on each other, in order.
describe.skipIf(!hasChromium || !hasEmulator)('Setup on AWS, in Chromium', () => {
  let user: AwsHome;
  let emulator: Emulator;
  let ann: TestKeys;
  let app: WebApp;
  let browser: Browser;
  let page: Page;
  const answers: string[] = [];
  const line = (title: RegExp) => page.getByRole('listitem').filter({ has: page.getByText(title) });
  const dialog = () => page.getByRole('dialog');

  beforeAll(async () => {
    emulator = await startEmulator();
    ann = await makeUser(emulator, 'ann', leastPolicy({ bucket: BUCKET, region: REGION, account: ACCOUNT, clusters: true })); // prettier-ignore
    await emulator.enforce();
    user = useAwsHome();
    process.env.AWS_ENDPOINT_URL = emulator.endpoint;
    app = await startWebApp(join(user.path, 'app'));
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    page.on('response', (response) => {
      if (response.url().includes('/rpc/')) void response.text().then((text) => answers.push(text), () => {}); // prettier-ignore
    });
    await page.goto(app.url);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await emulator?.stop();
    user?.restore();
  });

  test('a workspace by the wizard; the checklist says what is missing', async () => {
    await page.getByRole('button', { name: 'New…' }).click();
    await expectAccessible(page);
    await dialog().getByLabel('Name of the workspace').fill('measles');
    await dialog().getByRole('button', { name: 'Next' }).click();
    await dialog().getByLabel('Region').fill(REGION);
    await dialog().getByRole('button', { name: 'Next' }).click();
    await dialog().getByLabel('Bucket').fill(BUCKET);
    await dialog().getByRole('button', { name: 'Create workspace' }).click();
    await line(/^Credentials/)
      .getByText('There are no AWS credentials on this computer.')
      .waitFor();
    await expectAccessible(page);
  });

  test('keys typed in', async () => {
    await page.getByRole('button', { name: 'Add keys to fix Credentials' }).click();
    await dialog().getByLabel('Access key ID').fill(ann.accessKeyId);
    await dialog().getByLabel('Secret access key').fill(ann.secretAccessKey);
    await expectAccessible(page);
    await dialog().getByRole('button', { name: 'Add keys' }).click();
    await line(/^Credentials/)
      .getByText(`ann in account ${ACCOUNT}`)
      .waitFor();
    expect(readFileSync(join(user.path, '.aws', 'credentials'), 'utf8')).toContain(ann.secretAccessKey);
  });

  test('a bucket: why a name will not do, then one that will', async () => {
    await page.getByRole('button', { name: 'Create bucket to fix' }).click();
    const name = dialog().getByLabel('Name');
    await name.fill('My_Bucket');
    await dialog().getByText('Capital letters are not allowed.').waitFor();
    await expectAccessible(page);
    await name.fill(BUCKET);
    await dialog().getByText('the name is free').waitFor();
    await dialog().getByRole('button', { name: 'Create bucket' }).click();
    await dialog().getByText('Nobody outside the account can be let in.').waitFor();
    await dialog().getByRole('button', { name: 'Done' }).click();
    await line(/^Bucket measles/)
      .getByText(`It answers in ${REGION}.`)
      .waitFor();
  });

  test('a key pair, made and chosen', async () => {
    await page.getByRole('button', { name: 'Key pairs to fix Key pair' }).click();
    await dialog().getByLabel('New key pair').fill('measles');
    await dialog().getByRole('button', { name: 'Create', exact: true }).click();
    await dialog().getByText('in use').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await line(/^Key pair/)
      .getByText('measles')
      .first()
      .waitFor();
  });

  test('the policy, one line checked again, and back to the sandbox', async () => {
    await page.getByRole('button', { name: 'IAM policy' }).click();
    await dialog().getByLabel('Policy', { exact: true }).getByText(`arn:aws:s3:::${BUCKET}`).first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Check Credentials again' }).click();
    await picture(page, 'setup-aws');
    await page.locator('input[aria-label="Workspace"]').click();
    await page.getByRole('option', { name: /^sandbox/ }).click();
    await page.getByRole('heading', { name: 'Sandbox', level: 2 }).waitFor();
  });

  test('no answer and no place in the page has a secret', async () => {
    const privateKey = readFileSync(join(user.path, '.ssh', 'measles.pem'), 'utf8').split('\n')[2] ?? '';
    expect(privateKey.length).toBeGreaterThan(30);
    const page_ = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage, ...sessionStorage })); // prettier-ignore
    expect(answers.length).toBeGreaterThan(20);
    for (const text of [...answers, page_])
      for (const secret of [ann.secretAccessKey, privateKey]) expect(text).not.toContain(secret);
  });
});
