import type { BucketCheck, BucketStep } from '#contract/bucket';
import type { Workspace } from '#contract/workspace';
import type { BucketFound } from '#main/adapters/clouds/port';
import { AppError } from '#main/domain/app-error';
import { transferWarning } from '#main/domain/aws-regions';
import { checkBucketName, suggestBucketNames } from '#main/domain/bucket-name';
import { type CloudParts, inCloud } from './in-cloud.ts';

interface Options extends CloudParts {
  /** Numbers from 0 up to 1, for names. */
  random?: () => number;
}

interface OfName {
  workspace?: string | undefined;
  name: string;
}

/** Buckets: their names, whose they are, where they lie, and new ones set up well. */
export class BucketService {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async list({ workspace }: { workspace?: string | undefined }) {
    return inCloud(this.#options, workspace, async (cloud) =>
      (await cloud.buckets.list()).map(({ name, region, createdAt }) => ({
        name,
        region,
        created_at: createdAt?.toISOString() ?? null,
      })),
    );
  }

  async check({ workspace, name }: OfName): Promise<BucketCheck> {
    const { problems, concerns } = checkBucketName(name);
    const random = this.#options.random ?? Math.random;
    const about = { name, problems, concerns };
    if (problems.length > 0) {
      const suggestions = suggestBucketNames(name, random);
      return {
        ...about,
        suggestions,
        state: 'unknown',
        detail: 'S3 does not take this name.',
        region: null,
        warning: null,
      };
    }
    return inCloud(this.#options, workspace, async (cloud, where) => {
      const found = await cloud.buckets.find(name);
      const free = found.state === 'mine' || found.state === 'free';
      return {
        ...about,
        suggestions: free ? [] : suggestBucketNames(name, random),
        ...found,
        detail: DETAIL[found.state](found, where),
        warning: found.region !== null && where.endpoint === null ? transferWarning(found.region, where.region) : null,
      };
    });
  }

  async create({
    workspace,
    name,
    region,
    versioning = false,
    abort_days: abortDays = 7,
  }: OfName & { region?: string | undefined; versioning?: boolean; abort_days?: number }): Promise<{
    name: string;
    region: string;
    steps: BucketStep[];
    warning: string | null;
  }> {
    const { problems } = checkBucketName(name);
    if (problems.length > 0) {
      throw new AppError({
        code: 'bad-input',
        doing: `making the bucket ${name}`,
        message: `S3 does not take this name. ${problems[0]}`,
        advice: `For example: ${suggestBucketNames(name, this.#options.random ?? Math.random, 1)[0]}.`,
      });
    }
    return inCloud(this.#options, workspace, async (cloud, where) => {
      const place = region ?? where.region;
      // S3 of us-east-1 answers "done" for a bucket that one has already; it is told instead.
      const found = await cloud.buckets.find(name);
      if (found.state === 'mine') {
        throw new AppError({
          code: 'already-there',
          doing: `making the bucket ${name}`,
          message: 'You have a bucket of that name already.',
          advice: `Use it: it lies in ${found.region ?? place}.`,
        });
      }
      const steps = await cloud.buckets.create(name, { region: place, versioning, abortDays });
      return {
        name,
        region: place,
        steps,
        warning: where.endpoint === null ? transferWarning(place, where.region) : null,
      };
    });
  }
}

const DETAIL: Record<BucketFound['state'], (found: BucketFound, workspace: Workspace) => string> = {
  mine: ({ region }, { region: wanted }) =>
    region === null || region === wanted
      ? 'The bucket is there and answers.'
      : `The bucket is there, in ${region}; the workspace says ${wanted}.`,
  free: () => 'There is no such bucket: the name is free.',
  taken: () => 'The bucket belongs to somebody else; names are shared by all of AWS.',
  denied: () => 'The bucket is there, but these credentials may not look into it.',
};
