import { S3Uri } from '#contract/s3-uri';

/** The pane's address of a folder in S3: `/data/vivarium/artifacts`. Each part is encoded: keys hold any character. */
export function addressOf(uri: S3Uri): string {
  return `/data/${keyParts(uri).map(encodeURIComponent).join('/')}`;
}

/** The parts of a key without the empty one after a closing slash. */
export function keyParts(uri: S3Uri): string[] {
  return uri.split('/').slice(3).filter(Boolean);
}

/** The folders from the bucket down to `prefix`, each with its address in S3. */
export function crumbs(prefix: S3Uri): { name: string; uri: S3Uri }[] {
  const bucket = prefix.split('/')[2] ?? '';
  const parts = keyParts(prefix);
  return [bucket, ...parts].map((name, depth) => ({
    name,
    uri: S3Uri.parse(`s3://${[bucket, ...parts.slice(0, depth)].join('/')}/`),
  }));
}
