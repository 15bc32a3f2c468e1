import { join } from 'node:path';
import type { ModelSource } from '#contract/run';
import type { CodeReference } from '#contract/run-record';
import type { S3Uri } from '#contract/s3-uri';
import type { Files } from '#main/adapters/files/port';
import { AppError } from '#main/domain/app-error';
import { joinS3 } from '#main/domain/s3-uri';

/** The model that comes with the app, its artifact and code where the sandbox has put them. */
export async function readSample(
  files: Files,
  { resources, root, code }: { resources: string; root: S3Uri; code: CodeReference },
): Promise<ModelSource> {
  const text = async (name: string) => {
    const bytes = await files.bytes(join(resources, 'sample', name));
    if (bytes) return new TextDecoder().decode(bytes);
    throw new AppError({
      code: 'internal',
      doing: 'reading the sample model',
      message: `The app was installed without its sample's ${name}.`,
      advice: 'Install it again.',
    });
  };
  const [specification, branches] = await Promise.all([text('model_specification.yaml'), text('branches.yaml')]);
  return {
    name: 'sample',
    specification,
    branches,
    artifact: joinS3(root, 'artifacts', 'sample.hdf'),
    code,
    generation: 'current',
  };
}
