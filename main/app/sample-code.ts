import { join } from 'node:path';
import type { CodeReference } from '#contract/run-record';
import type { Workspace } from '#contract/workspace';
import type { Files } from '../adapters/files/port.ts';
import { joinS3 } from '../domain/s3-uri.ts';
import { workspaceRoot } from '../services/connections.ts';

const ARCHIVE = /^([0-9a-f]{64})\.tar\.gz$/;

/** Where a workspace has the sample model's code: the sandbox puts resources/sample/code under `code/`. */
export async function sampleCode(
  workspace: Workspace,
  { files, resources }: { files: Files; resources: string },
): Promise<CodeReference> {
  const names = await files.list(join(resources, 'sample', 'code'));
  const name = names.find((candidate) => ARCHIVE.test(candidate));
  const sha256 = name && ARCHIVE.exec(name)?.[1];
  if (!name || !sha256) return { kind: 'none' };
  return { kind: 'archive', uri: joinS3(workspaceRoot(workspace), 'code', name), sha256 };
}
