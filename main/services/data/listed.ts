import type { ObjectInfo } from '#contract/data';
import type { S3Uri } from '#contract/s3-uri';
import type { ListPage, Store } from '#main/adapters/stores/port';
import { persist } from './persist.ts';

/** All objects under a prefix, page by page: memory does not grow with their number. */
export async function* listAll(store: Store, prefix: S3Uri, signal?: AbortSignal): AsyncGenerator<ObjectInfo> {
  let continuation: string | null = null;
  do {
    const from: string | null = continuation;
    const page: ListPage = await persist(
      () => store.list({ prefix, ...(from !== null && { continuation: from }), ...(signal && { signal }) }),
      { signal },
    );
    yield* page.objects;
    continuation = page.continuation;
  } while (continuation !== null);
}

/** Fewer files are asked for one by one. */
const WORTH_LISTING = 8;
/** Where far more lies under the prefix than is sent, listing it all costs more than it spares. */
const PAGES_A_FILE = 1;

/**
 * Sizes of what lies at the addresses already (null: nothing), by listing their common folder once in place of asking
 * for each; undefined where that would not pay.
 */
export async function sizesThere(
  store: Store,
  uris: readonly S3Uri[],
  signal?: AbortSignal,
): Promise<((uri: S3Uri) => number | null) | undefined> {
  if (uris.length < WORTH_LISTING) return undefined;
  const wanted = new Set<string>(uris);
  const sizes = new Map<string, number>();
  let seen = 0;
  for await (const { uri, size } of listAll(store, commonFolder(uris), signal)) {
    if (wanted.has(uri)) sizes.set(uri, size);
    seen += 1;
    if (seen > 1000 * PAGES_A_FILE * uris.length) return undefined;
  }
  return (uri) => sizes.get(uri) ?? null;
}

function commonFolder(uris: readonly S3Uri[]): S3Uri {
  const [first = '' as S3Uri] = uris;
  let length = first.length;
  for (const uri of uris) {
    let same = 0;
    while (same < length && uri[same] === first[same]) same += 1;
    length = same;
  }
  const cut = first.slice(0, length);
  return cut.slice(0, cut.lastIndexOf('/') + 1) as S3Uri;
}
