import { z } from 'zod';

const Cell = z.union([z.string(), z.number(), z.null()]);

/** One key of an artifact, such as `cause.measles.incidence_rate`. */
export const ArtifactKey = z.object({
  key: z.string(),
  kind: z.enum(['table', 'value']),
  rows: z.number().int().nonnegative(),
  /** Index columns first, then values. Many values of one kind (draws) are one entry with their `count`. */
  columns: z.array(z.object({ name: z.string(), dtype: z.string(), count: z.number().int() })),
  /** First rows; draws are shown by their mean and their 2.5 and 97.5 percentiles. */
  head: z.object({ columns: z.array(z.string()), rows: z.array(z.array(Cell)) }),
  /** What a key holds that is no table (restrictions, versions), unless it is long. */
  value: z.unknown(),
});
export type ArtifactKey = z.infer<typeof ArtifactKey>;

/** Kept beside an artifact as `<name>.index.json`, so that perusing needs no download. */
export const ArtifactIndex = z.object({
  format: z.literal(1),
  /** Of the object that it describes: another one there makes the index stale. */
  etag: z.string(),
  size: z.number().int().nonnegative(),
  keys: z.array(ArtifactKey),
});
export type ArtifactIndex = z.infer<typeof ArtifactIndex>;

/** How two artifacts differ in one key. */
export const ArtifactDifference = z.object({
  key: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  detail: z.string(),
});
export type ArtifactDifference = z.infer<typeof ArtifactDifference>;
