import type { ChartSpec } from '#contract/chart';
import type { ExportFormat } from '#contract/results';
import { bridge, client } from '../app/client.ts';

interface What {
  session: string;
  name: string;
  chart?: ChartSpec | undefined;
  format: ExportFormat;
}

/** Desktop: asks where, and the core writes the file. Browser: the core hands the file over as a download. Null: not chosen. */
export async function exportCell({
  session,
  name,
  chart,
  format,
}: What): Promise<{ where: string; bytes: number } | null> {
  const fileName = `${name}.${format}`;
  if (bridge) {
    const { path } = await client.dialog.saveAs({ title: 'Export', name: fileName });
    if (path === null) return null;
    const { bytes } = await client.results.exportCell({ session, name, chart, format, to: path });
    return { where: path, bytes };
  }
  const { file, bytes } = await client.results.exportCell({ session, name, chart, format });
  if (file) download(file, fileName);
  return { where: fileName, bytes };
}

function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
