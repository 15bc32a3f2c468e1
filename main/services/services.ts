import type { Platform } from '#main/platform';
import type { Activities } from './activities.ts';
import type { BucketService } from './buckets.ts';
import type { CodeService } from './code.ts';
import type { CredentialService } from './credentials.ts';
import type { DataService } from './data.ts';
import type { DesktopService } from './desktop.ts';
import type { KeyService } from './keys.ts';
import type { NotebookService } from './notebooks.ts';
import type { ResultsService } from './results.ts';
import type { RunService } from './runs.ts';
import type { SandboxService } from './sandbox.ts';
import type { SetupService } from './setup.ts';
import type { WorkspaceService } from './workspaces.ts';

/** What the app can do; each service's public methods are the calls of the contract file of its name. */
export interface Services {
  platform: Platform;
  desktop: DesktopService;
  activities: Activities;
  workspaces: WorkspaceService;
  credentials: CredentialService;
  keys: KeyService;
  buckets: BucketService;
  setup: SetupService;
  sandbox: SandboxService;
  data: DataService;
  code: CodeService;
  runs: RunService;
  results: ResultsService;
  notebooks: NotebookService;
}
