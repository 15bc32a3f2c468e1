import { activity } from './activity.ts';
import { app } from './app.ts';
import { base } from './base.ts';
import { bucket } from './bucket.ts';
import { code } from './code.ts';
import { credentials } from './credentials.ts';
import { data } from './data.ts';
import { dialog } from './dialog.ts';
import { key } from './key.ts';
import { notebook } from './notebook.ts';
import { results } from './results.ts';
import { run } from './run.ts';
import { sandbox } from './sandbox.ts';
import { setup } from './setup.ts';
import { workspace } from './workspace.ts';

/** Every call of the contract with its handler; a call without one does not compile. */
export const router = base.router({
  activity,
  app,
  bucket,
  code,
  credentials,
  data,
  dialog,
  key,
  notebook,
  results,
  run,
  sandbox,
  setup,
  workspace,
});
