import type { AppInfo } from '#contract/app';
import { AppError } from '#main/domain/app-error';
import type { Dialogs, Platform } from '#main/platform';

/** What only the host can do: say what it is, open a link, show the system's dialogs. */
export class DesktopService {
  readonly #platform: Platform;

  constructor({ platform }: { platform: Platform }) {
    this.#platform = platform;
  }

  info(): AppInfo {
    const { version, host, paths } = this.#platform;
    return { version, host, platform: `${process.platform}-${process.arch}`, home: paths.data };
  }

  async openExternal({ url }: { url: string }): Promise<{ opened: boolean }> {
    await this.#platform.openExternal(url);
    return { opened: true };
  }

  async chooseFiles(options: Parameters<Dialogs['chooseFiles']>[0]): Promise<{ paths: string[] | null }> {
    return { paths: await this.#dialogs('choosing files').chooseFiles(options) };
  }

  async saveAs(options: Parameters<Dialogs['saveAs']>[0]): Promise<{ path: string | null }> {
    return { path: await this.#dialogs('choosing where to save').saveAs(options) };
  }

  #dialogs(doing: string): Dialogs {
    if (this.#platform.dialogs) return this.#platform.dialogs;
    throw new AppError({
      code: 'missing-part',
      doing,
      message: 'File dialogs are there in the desktop app only.',
      advice: 'Give the path, or use the desktop app.',
    });
  }
}
