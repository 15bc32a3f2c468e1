import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';
import { AppError } from '#main/domain/app-error';

/** The renderer's built files; any path without a file is the page itself, whose router reads it. */
export function pageFiles(folder: string) {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new AppError({
      code: 'missing-part',
      doing: 'starting the web host',
      message: 'The pages of the app are not built.',
      advice: 'Start it with `npm start`, which builds what is missing.',
    });
  }
  return sirv(folder, {
    single: true,
    etag: true,
    setHeaders: (response, path) => {
      // Built files carry their content's hash in their names.
      response.setHeader(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}
