import { execFile } from 'node:child_process';

/** Opens an address in the user's browser, where this computer has one; never through a shell. */
export async function openUrl(url: string): Promise<void> {
  const [program, ...before] = opener();
  await new Promise<void>((resolve, reject) => {
    execFile(program, [...before, url], (error) => (error ? reject(error) : resolve()));
  });
}

function opener(): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
