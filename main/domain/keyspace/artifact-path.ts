import { KeyspaceError, typeError } from './errors.ts';
import { typeName, type PyValue } from './python/values.ts';

/** Whether an artifact is at a path; asked for absolute paths, and for `s3://` addresses as they are written. */
export type ArtifactExists = (path: string) => boolean;

/**
 * psimulate's validate_artifact_path: the path must be absolute and something must be there. An `s3://` address, which
 * psimulate never accepts, is left to `artifactExists`.
 * @throws KeyspaceError
 */
export function checkArtifactPath(value: PyValue, artifactExists: ArtifactExists): void {
  if (typeof value !== 'string') {
    throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(value).replace('datetime.', '')}`);
  }
  const path = pythonPath(value);
  const found = value.startsWith('s3://') ? artifactExists(value) : path.startsWith('/') && artifactExists(path);
  if (!found) throw new KeyspaceError('FileNotFoundError', `Cannot find artifact at path ${path}`);
}

/** `str(PosixPath(text))`: no doubled or trailing slashes and no `.` parts; exactly two leading slashes stay. */
function pythonPath(text: string): string {
  const slashes = /^\/*/.exec(text)?.[0].length ?? 0;
  const root = slashes === 2 ? '//' : slashes > 0 ? '/' : '';
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  return root + parts.join('/') || '.';
}
