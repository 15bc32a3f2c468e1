import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ExportFormat } from '#contract/results';
import type { NotebookDocument } from '#contract/notebook';
import type { Call } from '../call.ts';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { parseYaml } from '../read-file.ts';
import { bytes, table } from '../table.ts';

interface ExportOptions extends CommonOptions {
  out: string;
  charts: ExportFormat;
  tables: ExportFormat;
}

export function notebookGroup(): Command {
  const notebook = group('notebook', "The workspace's notebooks.");

  does(
    verb(notebook, 'list', 'List the notebooks.', ['results notebook list']),
    async ({ client, output, where, until }) => {
      output.answer(await client.notebook.list(where, until), (all) =>
        all.length === 0
          ? 'There is no notebook yet.'
          : table(
              ['name', 'modified'],
              all.map(({ name, modified }) => [name, modified]),
            ),
      );
    },
  );

  does(
    verb(notebook, 'run <name>', 'Run every SQL cell in order.', ['results notebook run "Deaths averted"']),
    async (call, _, [name = '']) => {
      const done = await inSession(call, name, (document, session) => runCells(call, document, session));
      call.output.answer(done, (cells) =>
        table(
          ['cell', 'rows', 'ms'],
          cells.map((cell) => [cell.name, cell.row_count, Math.round(cell.elapsed_ms)]),
        ),
      );
    },
  );

  const exports = verb(notebook, 'export <name>', 'Run it and write every chart and table to a folder.', [
    'results notebook export "Deaths averted" --out figures',
  ]);
  exports
    .requiredOption('--out <folder>', 'where to')
    .addOption(new Option('--charts <format>', 'format of charts').choices(['svg', 'png', 'html']).default('svg'))
    .addOption(new Option('--tables <format>', 'format of tables').choices(['csv', 'parquet']).default('csv'));
  does<ExportOptions>(exports, async (call, options, [name = '']) => {
    const files = await inSession(call, name, async (document, session) => {
      await runCells(call, document, session);
      return exportCells(call, document, session, options);
    });
    call.output.answer(files, (all) => all.map((file) => `${file.path}, ${bytes(file.bytes)}`).join('\n'));
  });
  return notebook;
}

/** The notebook's results live in a session of their own, closed at the end. */
async function inSession<T>(
  { client, where, until }: Call,
  name: string,
  work: (document: NotebookDocument, session: string) => Promise<T>,
): Promise<T> {
  const document = await client.notebook.open({ ...where, name }, until);
  const session = randomUUID();
  try {
    return await work(document, session);
  } finally {
    await client.results.closeSession({ session });
  }
}

async function runCells({ client, where, until }: Call, { cells, run }: NotebookDocument, session: string) {
  const done = [];
  for (const cell of cells) {
    if (cell.kind !== 'sql') continue;
    done.push(await client.results.runCell({ ...where, run, session, name: cell.name, sql: cell.source }, until));
  }
  return done;
}

async function exportCells(
  { client, until }: Call,
  { cells }: NotebookDocument,
  session: string,
  { out, charts, tables }: ExportOptions,
) {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  const { ChartSpec } = await import('#contract/chart');
  const files: { path: string | null; bytes: number }[] = [];
  let number = 0;
  for (const cell of cells) {
    if (cell.kind === 'markdown') continue;
    number += 1;
    const chart = cell.kind === 'chart' ? ChartSpec.parse(await parseYaml(cell.source, 'A chart cell')) : undefined;
    const name = cell.kind === 'sql' ? cell.name : (chart?.source ?? '');
    const format = chart ? charts : tables;
    const to = join(folder, `${String(number).padStart(2, '0')}-${name}.${format}`);
    const { path, bytes } = await client.results.exportCell({ session, name, chart, format, to }, until);
    files.push({ path, bytes });
  }
  return files;
}
