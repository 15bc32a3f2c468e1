import type { Command } from 'commander';
import type { QueryResult, Summary } from '#contract/results';
import { type CommonOptions, does, group, verb } from '../command.ts';
import { count } from '../numbers.ts';
import { readText, usage } from '../read-file.ts';
import { bytes, table } from '../table.ts';
import { notebookGroup } from './notebook.ts';
import { exportVerb } from './results-export.ts';
import { summaryOptions, type SummaryOptions, summaryRequest } from './summary-options.ts';

interface QueryOptions extends CommonOptions {
  run?: string;
  sql?: string;
  file?: string;
  limit: number;
}

export function resultsGroup(): Command {
  const results = group('results', 'What the runs found: SQL, draw-aware summaries, charts.');

  const metrics = verb(results, 'metrics', "List a run's metrics: tables of the SQL.", ['results metrics']);
  metrics.option('--run <run>', RUN);
  does<CommonOptions & { run?: string }>(metrics, async ({ client, output, where, until }, { run }) => {
    output.answer(await client.results.metrics({ ...where, run }, until), (found) =>
      table(
        ['metric', 'rows', 'files', 'size', 'columns'],
        found.map(({ name, rows, files, bytes: size, columns }) => [
          name,
          rows,
          files,
          bytes(size),
          columns.map(({ name }) => name).join(' '),
        ]),
      ),
    );
  });

  const query = verb(results, 'query', 'Run one SELECT over the metrics.', [
    'results query --sql "SELECT scenario, sum(value) FROM deaths GROUP BY 1"',
    'results query --file query.sql --json',
  ]);
  query
    .option('--run <run>', RUN)
    .option('--sql <text>', 'the SELECT')
    .option('--file <file>', 'a file with it; - is standard input')
    .option('--limit <number>', 'rows at most', count, 10_000);
  does<QueryOptions>(query, async ({ client, output, where, until }, { run, sql, file, limit }) => {
    if ((sql === undefined) === (file === undefined)) throw usage('Give either --sql or --file.');
    const text = sql ?? (await readText(file ?? '-'));
    output.answer(await client.results.query({ ...where, run, sql: text, limit }, until), describeRows);
  });

  const summary = verb(
    results,
    'summary',
    'Sum over seeds, then mean and 95% interval over draws; differences within draw.',
    [
      'results summary --metric deaths --by scenario',
      'results summary --metric ylls --by scenario,sex --compare scenario=baseline --json',
    ],
  );
  summaryOptions(summary.option('--run <run>', RUN), { required: true });
  does<SummaryOptions>(summary, async ({ client, output, where, until }, options) => {
    output.answer(await client.results.summary({ ...where, ...summaryRequest(options) }, until), describeSummary);
  });

  exportVerb(results, RUN);
  results.addCommand(notebookGroup());
  return results;
}

const RUN = 'id, stamp, s3:// address, or latest (the default)';

function describeRows({ columns, rows, truncated, elapsed_ms }: QueryResult): string {
  const names = columns.map(({ name }) => name);
  const foot = `${rows.length} rows${truncated ? ' (there are more: --limit)' : ''}, ${Math.round(elapsed_ms)} ms`;
  return `${table(names, rows)}\n${foot}`;
}

function describeSummary({ by, rows, differences }: Summary): string {
  const headings = [...by, 'mean', 'lower', 'upper', 'draws'];
  const cells = (all: Summary['rows'] | Summary['differences']) =>
    all.map(({ group, mean, lower, upper, draws }) => [
      ...by.map((column) => group[column]),
      mean,
      lower,
      upper,
      draws,
    ]);
  const parts = [table(headings, cells(rows))];
  if (differences.length > 0) {
    parts.push(
      `\nDifferences: ${differences[0]?.reference} minus the other, within draw`,
      table(headings, cells(differences)),
    );
  }
  return parts.join('\n');
}
