import type { ZodType } from 'zod';
import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { CallOptions, Store } from '#main/adapters/stores/port';
import { AppError, isAppError } from '#main/domain/app-error';
import { parseS3Uri } from '#main/domain/s3-uri';

/** All objects under a prefix. `after` is a key relative to `base`, as are the keys of the answer. */
export async function listAll(
  store: Store,
  base: S3Uri,
  prefix: string,
  { after, signal }: CallOptions & { after?: string } = {},
): Promise<{ key: string; info: ObjectInfo }[]> {
  const found: { key: string; info: ObjectInfo }[] = [];
  const root = `${base}/`;
  const startAfter = after === undefined ? undefined : `${parseS3Uri(base).key}/${after}`;
  let continuation: string | undefined;
  do {
    const page = await store.list({ prefix: `${root}${prefix}` as S3Uri, startAfter, continuation, signal });
    for (const info of page.objects) found.push({ key: info.uri.slice(root.length), info });
    continuation = page.continuation ?? undefined;
  } while (continuation !== undefined);
  return found;
}

/** Names of the folders directly under a prefix. */
export async function listFolders(store: Store, prefix: S3Uri, options: CallOptions = {}): Promise<string[]> {
  const names: string[] = [];
  let continuation: string | undefined;
  do {
    const page = await store.list({ prefix, grouped: true, continuation, ...options });
    for (const folder of page.folders) names.push(folder.slice(prefix.length).replace(/\/$/, ''));
    continuation = page.continuation ?? undefined;
  } while (continuation !== undefined);
  return names;
}

/** A stored JSON document, checked; null where there is none. */
export async function readJson<T>(
  store: Store,
  uri: S3Uri,
  schema: ZodType<T>,
  options: CallOptions = {},
): Promise<T | null> {
  let text: string;
  try {
    text = new TextDecoder().decode(await store.get(uri, options));
  } catch (error) {
    if (isAppError(error) && error.code === 'not-found') return null;
    throw error;
  }
  const parsed = schema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: 'failed',
    doing: `reading ${uri}`,
    message: `${uri} is not what this version of the app writes there.`,
    advice: 'Update the app, or see whether something else wrote that object.',
    cause: parsed.error,
  });
}

export async function writeJson(
  store: Store,
  uri: S3Uri,
  value: unknown,
  options: CallOptions & { onlyIfAbsent?: boolean } = {},
): Promise<void> {
  await store.put(uri, `${JSON.stringify(value, null, 1)}\n`, { contentType: 'application/json', ...options });
}

/** False where the key was there already. */
export async function putIfAbsent(
  store: Store,
  uri: S3Uri,
  body: Uint8Array | string,
  options: CallOptions & { contentType?: string; sha256?: string } = {},
): Promise<boolean> {
  try {
    await store.put(uri, body, { ...options, onlyIfAbsent: true });
    return true;
  } catch (error) {
    if (isAppError(error) && error.code === 'already-there') return false;
    throw error;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
