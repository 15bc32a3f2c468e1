/** Every call that the renderer, the web host's pages and the command line can make. A capability begins here. */
import type { ContractRouterClient } from '@orpc/contract';
import { activity } from './activity.ts';
import { app } from './app.ts';
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

export const contract = {
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
};
export type ContractClient = ContractRouterClient<typeof contract>;
