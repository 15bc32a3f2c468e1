import { basename, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ContractClient } from '#contract/index';
import type { ExportFormat } from '#contract/results';
import { does, verb } from '../command.ts';
import { readText, readYaml, usage } from '../read-file.ts';
import { bytes } from '../table.ts';
import { summaryOptions, type SummaryOptions, summaryRequest } from './summary-options.ts';

interface ExportOptions extends SummaryOptions {
  sql?: string;
  file?: string;
  chart?: string;
  out: string;
}

type ExportInput = Parameters<ContractClient['results']['export']>[0];

const FORMATS: Readonly<Record<string, ExportFormat>> = {
  '.png': 'png',
  '.svg': 'svg',
  '.html': 'html',
  '.csv': 'csv',
  '.parquet': 'parquet',
};

export function exportVerb(results: Command, run: string): void {
  const command = verb(
    results,
    'export',
    "Write a chart or table to a file with its provenance; the name's end says the format.",
    [
      'results export --metric deaths --by scenario --out deaths.svg',
      'results export --sql "SELECT * FROM deaths" --out deaths.parquet',
      'results export --chart chart.yaml --sql "SELECT …" --out chart.html',
    ],
  );
  command
    .option('--run <run>', run)
    .option('--sql <text>', 'a SELECT: the table, or what the chart draws')
    .option('--file <file>', 'a file with it; - is standard input')
    .option('--chart <file>', 'a chart (YAML) that draws the SELECT')
    .requiredOption('--out <file>', `where to: ${Object.keys(FORMATS).join(', ')}`);
  summaryOptions(command);
  does<ExportOptions>(command, async ({ client, output, where, until }, options) => {
    const to = resolve(options.out);
    const input: ExportInput = {
      ...where,
      run: options.run,
      source: await source(options),
      format: formatOf(to),
      to,
      name: nameOf(to),
    };
    output.answer(
      await client.results.export(input, until).then(({ path, bytes }) => ({ path, bytes })),
      (done) => `${done.path}, ${bytes(done.bytes)}`,
    );
  });
}

async function source(options: ExportOptions): Promise<ExportInput['source']> {
  const { sql: inline, file, chart, metric } = options;
  if (inline !== undefined && file !== undefined) throw usage('Give either --sql or --file.');
  const sql = inline ?? (file === undefined ? undefined : await readText(file));
  if ((sql === undefined) === (metric === undefined)) throw usage('Give either --sql (or --file) or --metric.');
  if (metric !== undefined) return { kind: 'summary', request: summaryRequest(options) };
  if (sql === undefined) throw usage('Give --sql.');
  return chart === undefined ? { kind: 'table', sql } : { kind: 'chart', sql, chart: await chartSpec(chart) };
}

async function chartSpec(file: string): Promise<Extract<ExportInput['source'], { kind: 'chart' }>['chart']> {
  const value = await readYaml(file);
  const { ChartSpec } = await import('#contract/chart');
  // A chart that is drawn from --sql needs no cell to name.
  const parsed = ChartSpec.safeParse(typeof value === 'object' ? { source: 'sql', ...value } : value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usage(
    `${file} is not a chart: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    'See the chart kinds in the README.',
  );
}

function formatOf(path: string): ExportFormat {
  const format = FORMATS[extname(path).toLowerCase()];
  if (!format)
    throw usage(`The end of ${basename(path)} says no format.`, `Use one of ${Object.keys(FORMATS).join(', ')}.`);
  return format;
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}
