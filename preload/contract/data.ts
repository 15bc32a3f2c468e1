import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ArtifactDifference, ArtifactKey } from './artifact.ts';
import { S3Uri } from './s3-uri.ts';
import { InWorkspace } from './workspace.ts';

export const Checksum = z.object({ algorithm: z.enum(['sha256', 'crc64nvme', 'crc32']), value: z.string() });
export type Checksum = z.infer<typeof Checksum>;

/** An object in S3; `size` in bytes. */
export const ObjectInfo = z.object({
  uri: S3Uri,
  /** The key's part after the listed prefix. */
  name: z.string(),
  size: z.number().int().nonnegative(),
  modified: z.iso.datetime(),
  etag: z.string(),
  storage_class: z.string().nullable(),
  /** Checksum of the whole content (hex) where the object carries one. */
  checksum: Checksum.nullable(),
});
export type ObjectInfo = z.infer<typeof ObjectInfo>;

export const Listing = z.object({
  prefix: S3Uri,
  folders: z.array(z.object({ uri: S3Uri, name: z.string() })),
  objects: z.array(ObjectInfo),
  /** Hand it back to get the next page; null at the end. */
  continuation: z.string().nullable(),
});
export type Listing = z.infer<typeof Listing>;

/** Bytes a second that a transfer may take. */
const Limit = z.number().positive().optional();

const Uploaded = z.object({ objects: z.array(ObjectInfo) });

/** What a sync does about one name. */
export const SyncStep = z.object({
  name: z.string(),
  size: z.number().int().nonnegative(),
  action: z.enum(['send', 'keep', 'delete', 'leave']),
  reason: z.string(),
});
export type SyncStep = z.infer<typeof SyncStep>;

export const data = {
  /** One page under a prefix (default: the workspace's), grouped at `/` unless `recursive`. */
  list: oc
    .input(
      InWorkspace.extend({
        prefix: S3Uri.optional(),
        recursive: z.boolean().default(false),
        continuation: z.string().optional(),
        limit: z.number().int().min(1).max(1000).default(1000),
      }),
    )
    .output(Listing),
  info: oc.input(InWorkspace.extend({ uri: S3Uri })).output(ObjectInfo),
  /**
   * Files and folders of this computer (Electron and CLI) to S3, under `to` (default: `artifacts/`). A `to` without a
   * slash at its end is the whole address of one file.
   */
  upload: oc
    .input(InWorkspace.extend({ paths: z.array(z.string()).min(1), to: S3Uri.optional(), limit: Limit }))
    .output(Uploaded),
  download: oc
    .input(InWorkspace.extend({ uri: S3Uri, to: z.string(), limit: Limit }))
    .output(z.object({ path: z.string(), size: z.number().int(), verified: z.boolean() })),
  /** Within S3, no byte comes here. A `from` that ends with a slash means all under it; so does such a `to` for one object's folder. */
  copy: oc
    .input(InWorkspace.extend({ from: S3Uri, to: S3Uri, move: z.boolean().default(false) }))
    .output(z.object({ objects: z.array(z.object({ from: S3Uri, to: S3Uri, size: z.number().int() })) })),
  /** Makes `to` hold what `from` holds: folders of this computer or addresses in S3, at least one of them. */
  sync: oc
    .input(
      InWorkspace.extend({
        from: z.string().min(1),
        to: z.string().min(1),
        delete: z.boolean().default(false),
        dry_run: z.boolean().default(false),
        limit: Limit,
      }),
    )
    .output(z.object({ steps: z.array(SyncStep), sent: z.number().int(), bytes: z.number().int() })),
  /** What is in a data artifact, out of its index; without one it is fetched once and the index made. */
  artifact: oc.input(InWorkspace.extend({ uri: S3Uri })).output(z.object({ uri: S3Uri, keys: z.array(ArtifactKey) })),
  compareArtifacts: oc
    .input(InWorkspace.extend({ uri: S3Uri, other: S3Uri }))
    .output(z.object({ differences: z.array(ArtifactDifference) })),
  /** An address that anybody can read the object by for so many seconds; it carries a signature, no key. */
  link: oc
    .input(InWorkspace.extend({ uri: S3Uri, seconds: z.number().int().min(1).max(604_800).default(3600) }))
    .output(z.object({ url: z.url(), expires_at: z.iso.datetime() })),
  remove: oc.input(InWorkspace.extend({ uris: z.array(S3Uri).min(1) })).output(z.object({ removed: z.number().int() })),
  /** Reads the object and compares it with the checksum kept beside it. */
  verify: oc
    .input(InWorkspace.extend({ uri: S3Uri }))
    .output(z.object({ uri: S3Uri, ok: z.boolean(), checksum: Checksum.nullable(), size: z.number().int() })),
  /** An upload whose bytes come from a browser in slices; parts are numbered from 1 and all but the last have `part_size` bytes. */
  beginUpload: oc
    .input(
      InWorkspace.extend({
        name: z.string().min(1),
        size: z.number().int().nonnegative(),
        modified: z.number().int(),
        to: S3Uri.optional(),
      }),
    )
    .output(
      z.object({
        upload: z.string(),
        uri: S3Uri,
        part_size: z.number().int(),
        parts: z.number().int(),
        have: z.array(z.number().int()),
      }),
    ),
  putPart: oc
    .input(z.object({ upload: z.string(), part: z.number().int().min(1), bytes: z.instanceof(Blob) }))
    .output(z.object({ part: z.number().int() })),
  completeUpload: oc.input(z.object({ upload: z.string() })).output(ObjectInfo),
  abortUpload: oc.input(z.object({ upload: z.string() })).output(z.object({ aborted: z.boolean() })),
};
