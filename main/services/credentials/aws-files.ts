import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '#main/adapters/files/port';
import { AppError } from '#main/domain/app-error';
import { editProfile, readSections, type Section } from '#main/domain/aws-ini/index';
import { mergeProfiles, type ProfileSettings } from '#main/domain/aws-profiles';

export type AwsFile = 'config' | 'credentials';

/** `~/.aws/config` and `~/.aws/credentials`, or where the environment says that they are. */
export class AwsFiles {
  readonly paths: Record<AwsFile, string>;
  readonly #files: Files;

  constructor(files: Files, env: NodeJS.ProcessEnv) {
    this.#files = files;
    const folder = join(homedir(), '.aws');
    this.paths = {
      config: env.AWS_CONFIG_FILE || join(folder, 'config'),
      credentials: env.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials'),
    };
  }

  /** All profiles, and the sections of the config file that are none (sessions, services). */
  async read(): Promise<{ profiles: ProfileSettings[]; others: Section[] }> {
    const [config, credentials] = await Promise.all([this.#sections('config'), this.#sections('credentials')]);
    return { profiles: mergeProfiles(config, credentials), others: config.filter(({ kind }) => kind !== 'profile') };
  }

  /** Changes one profile in one file; every other byte stays. The file is readable by this user only afterwards. */
  async edit(file: AwsFile, profile: string, changes: Record<string, string | null>): Promise<void> {
    const path = this.paths[file];
    const doing = `writing ${path}`;
    const before = await this.#text(file);
    let after: string;
    try {
      after = editProfile(before, file, profile, changes);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new AppError({
        code: 'bad-input',
        doing,
        message: 'The AWS files cannot hold this value.',
        advice: 'Check it for spaces, line ends, and a # or ; after a space.',
      });
    }
    if (after !== before) await this.#files.write(path, after, { secret: true });
  }

  async #sections(file: AwsFile): Promise<Section[]> {
    return readSections(await this.#text(file), file);
  }

  /** As bytes in UTF-8, kept as they are: a file with other bytes is not touched. */
  async #text(file: AwsFile): Promise<string> {
    const bytes = await this.#files.bytes(this.paths[file]);
    if (!bytes) return '';
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw new AppError({
        code: 'bad-input',
        doing: `reading ${this.paths[file]}`,
        message: 'The file is not text in UTF-8.',
        advice: 'Save it as UTF-8, then try again.',
        cause,
      });
    }
  }
}
