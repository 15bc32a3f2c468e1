import type { NeededPermission } from '#main/domain/needed-permissions';

export interface CallOptions {
  signal?: AbortSignal;
}

/** A key pair as the cloud knows it: its public half. */
export interface CloudKeyPair {
  name: string;
  id: string;
  type: 'ed25519' | 'rsa' | 'unknown';
  fingerprint: string;
  createdAt: Date | null;
}

export interface CloudKeys {
  /** `region` where it is not the cloud's own. */
  list(options?: CallOptions & { region?: string }): Promise<CloudKeyPair[]>;
  /** The private half (PEM or OpenSSH) is given once and never again. */
  create(name: string, type: 'ed25519' | 'rsa'): Promise<{ pair: CloudKeyPair; privateKey: string }>;
  import(name: string, publicKey: string): Promise<CloudKeyPair>;
  remove(name: string): Promise<void>;
}

export interface BucketFound {
  /** `taken`: somebody else's; `denied`: it is there and may not be seen, or nobody may say whose it is. */
  state: 'mine' | 'free' | 'taken' | 'denied';
  region: string | null;
}

export interface BucketOptions {
  region: string;
  versioning: boolean;
  /** Days after which parts of an unfinished upload go. */
  abortDays: number;
}

export interface BucketStepDone {
  step: 'create' | 'block-public-access' | 'encryption' | 'versioning' | 'multipart-abort';
  state: 'done' | 'not-supported' | 'failed';
  detail: string;
}

export interface CloudBuckets {
  list(options?: CallOptions): Promise<{ name: string; region: string | null; createdAt: Date | null }[]>;
  find(name: string, options?: CallOptions): Promise<BucketFound>;
  /** Throws where the bucket itself cannot be made (`already-there` for a taken name); later steps are told, not thrown. */
  create(name: string, options: BucketOptions): Promise<BucketStepDone[]>;
}

export type PermissionState = 'allowed' | 'denied' | 'unknown';

/**
 * An account at a cloud, in one region. Every error is an AppError: `denied` (wrong, expired or weak credentials, a wrong
 * clock), `unreachable` (no answer), `already-there`, `bad-input`, `not-found`, `failed`.
 */
export interface Cloud {
  identity(options?: CallOptions): Promise<{ account: string; arn: string }>;
  /** Whether each is allowed, in their order; found out without changing anything. */
  permitted(
    needed: readonly NeededPermission[],
    about: { bucket: string; account: string; arn: string },
    options?: CallOptions,
  ): Promise<PermissionState[]>;
  readonly keys: CloudKeys;
  readonly buckets: CloudBuckets;
  /** Lets go of its sockets. */
  close(): void;
}
