import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ExportFormat } from '#contract/results';
import type { Session } from '#main/adapters/engines/port';
import { AppError } from '#main/domain/app-error';
import type { JsonObject } from '#main/domain/charts/chart-kind';
import type { Provenance } from '#main/domain/provenance';

export interface Exported {
  path: string | null;
  file: File | null;
  bytes: number;
}

const MIME: Record<ExportFormat, string> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  html: 'text/html',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
};

/** True for the formats of a picture, false for those of a table. */
export function isPicture(format: ExportFormat): format is 'png' | 'svg' | 'html' {
  return format === 'png' || format === 'svg' || format === 'html';
}

interface Target {
  format: ExportFormat;
  /** Where it is written; absent: it is handed back as a file of this name. */
  to?: string;
  name: string;
}

/** A chart to where it is wanted, whole or not at all. */
export async function exportPicture(
  vegaLite: JsonObject,
  provenance: Provenance,
  { format, to, name }: Target,
): Promise<Exported> {
  const { renderHtml, renderPng, renderSvg } = await import('./render.ts');
  const render = { png: renderPng, svg: renderSvg, html: renderHtml }[format as 'png' | 'svg' | 'html'];
  const content = await render(vegaLite, provenance);
  if (to === undefined) return asFile(Buffer.from(content), format, name);
  const path = await writable(to);
  await writeFileAtomic(path, Buffer.from(content));
  return { path, file: null, bytes: Buffer.byteLength(content) };
}

/** The rows of a SELECT to where they are wanted. A CSV is kept plain: its provenance would be rows to other programs. */
export async function exportTable(
  session: Session,
  sql: string,
  provenance: Provenance,
  { format, to, name }: Target,
  signal?: AbortSignal,
): Promise<Exported> {
  const kind = format === 'parquet' ? 'parquet' : 'csv';
  const options = { metadata: { 'vivarium-aws': JSON.stringify(provenance) }, signal };
  if (to !== undefined) {
    const path = await writable(to);
    await session.copyTo(sql, path, kind, options);
    return { path, file: null, bytes: (await stat(path)).size };
  }
  const folder = await mkdtemp(join(tmpdir(), 'vivarium-aws-'));
  try {
    const path = join(folder, `table.${kind}`);
    await session.copyTo(sql, path, kind, options);
    return asFile(await readFile(path), format, name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function asFile(content: Uint8Array<ArrayBuffer>, format: ExportFormat, name: string): Exported {
  const fileName = name.toLowerCase().endsWith(`.${format}`) ? name : `${name}.${format}`;
  return { path: null, file: new File([content], fileName, { type: MIME[format] }), bytes: content.byteLength };
}

async function writable(to: string): Promise<string> {
  const path = resolve(to);
  const folder = dirname(path);
  const there = await stat(folder).then((info) => info.isDirectory(), () => false); // prettier-ignore
  if (there) return path;
  throw new AppError({
    code: 'bad-input',
    doing: `exporting to ${path}`,
    message: `There is no folder ${folder}.`,
    advice: 'Choose or make a folder first.',
  });
}
