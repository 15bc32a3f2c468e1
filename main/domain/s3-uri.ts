import { S3Uri } from '#contract/s3-uri';

/** `s3://bucket/key`; the key may be empty and is taken literally (no dot segments, no decoding). */
export function s3Uri(bucket: string, key = ''): S3Uri {
  return S3Uri.parse(`s3://${bucket}/${key}`);
}

export function parseS3Uri(uri: S3Uri): { bucket: string; key: string } {
  const rest = uri.slice('s3://'.length);
  const slash = rest.indexOf('/');
  return slash === -1 ? { bucket: rest, key: '' } : { bucket: rest.slice(0, slash), key: rest.slice(slash + 1) };
}

/** `base` as a folder with `name` in it. */
export function joinS3(base: S3Uri, ...names: string[]): S3Uri {
  const { bucket, key } = parseS3Uri(base);
  return s3Uri(bucket, [key.replace(/\/$/, ''), ...names].filter((part) => part !== '').join('/'));
}

/** The key's last part: `deaths` of `s3://b/results/deaths/`. */
export function baseName(uri: S3Uri): string {
  return parseS3Uri(uri).key.replace(/\/$/, '').split('/').at(-1) ?? '';
}

/** The key of `uri` after the folder `base`; undefined where it does not lie there. */
export function relativeTo(base: S3Uri, uri: S3Uri): string | undefined {
  const folder = base.endsWith('/') ? base : `${base}/`;
  return uri.startsWith(folder) ? uri.slice(folder.length) : undefined;
}
