import { stringify } from 'yaml';
import { ChartSpec } from '#contract/chart';
import type { Cell, NotebookDocument } from '#contract/notebook';
import type { z } from 'zod';
import { drawSummary, scenarioDifference } from './statistics/index.ts';

type Template = (run: string) => NotebookDocument;

/** What a new notebook begins with, by the template's name. */
export const TEMPLATES: Readonly<Record<string, Template>> = { 'deaths-averted': deathsAverted, empty };

const AGAINST_BASELINE = { column: 'scenario', reference: 'baseline' };

/** The usual questions of a study with scenarios; runs on every vivarium run that has the metric `deaths`. */
function deathsAverted(run: string): NotebookDocument {
  const deaths = (by: readonly string[]) => ({ metric: 'deaths', by, where: {} });
  return notebook('Deaths averted', run, [
    text(`# Deaths averted

How many deaths does each scenario avert against the baseline? All intervals are 95% uncertainty intervals over input
draws: within a draw the random seeds are summed first, then the mean and the 2.5th and 97.5th percentiles are taken.`),
    sql('deaths_by_scenario', drawSummary(deaths(['scenario']))),
    chart({ type: 'interval', source: 'deaths_by_scenario', title: 'Deaths by scenario', x: 'scenario', y_title: 'Deaths in the simulated population', mark: 'bar', width: 420 }), // prettier-ignore
    text(`## Against the baseline

The difference is taken between simulations of the same draw and seed, which hold the same people, before it is summarised.
Positive is averted. A simulation whose partner is not there yet is left out.`),
    sql('averted', scenarioDifference(deaths([]), AGAINST_BASELINE)),
    chart({
      type: 'interval',
      source: 'averted',
      title: 'Deaths averted',
      x: 'scenario',
      y_title: 'Deaths averted',
      width: 420,
    }),
    text('## By age and sex'),
    sql('averted_by_age_sex', scenarioDifference(deaths(['age_group', 'sex']), AGAINST_BASELINE)),
    chart({ type: 'interval', source: 'averted_by_age_sex', title: 'Deaths averted by age and sex', x: 'age_group', color: 'sex', facet: 'scenario', x_title: 'Age group', y_title: 'Deaths averted' }), // prettier-ignore
    text(`## Are the draws enough?

The mean of the deaths averted after the first draws: where the line has become level, more draws would not change it much.`),
    sql('convergence', CONVERGENCE),
    chart({ type: 'line', source: 'convergence', title: 'Mean deaths averted by number of draws', x: 'draws', y: 'mean', color: 'scenario', x_title: 'Draws', y_title: 'Mean deaths averted', height: 260 }), // prettier-ignore
  ]);
}

const CONVERGENCE = `WITH simulated AS (
  SELECT scenario, input_draw, random_seed, sum(value) AS value FROM deaths GROUP BY ALL
), averted AS (
  SELECT other.scenario, other.input_draw, sum(reference.value - other.value) AS value
  FROM simulated AS other
  JOIN simulated AS reference USING (input_draw, random_seed)
  WHERE reference.scenario = 'baseline' AND other.scenario <> 'baseline'
  GROUP BY ALL
)
SELECT scenario, row_number() OVER so_far AS draws, avg(value) OVER so_far AS mean
FROM averted
WINDOW so_far AS (PARTITION BY scenario ORDER BY input_draw ROWS UNBOUNDED PRECEDING)
ORDER BY scenario, draws`;

function empty(run: string): NotebookDocument {
  return notebook('Notebook', run, [text('# Notebook'), sql('result', 'SHOW ALL TABLES')]);
}

type Part =
  | { kind: 'markdown'; source: string }
  | { kind: 'sql'; name: string; source: string }
  | { kind: 'chart'; source: string };

function notebook(title: string, run: string, parts: readonly Part[]): NotebookDocument {
  return { title, run, cells: parts.map((part, index): Cell => ({ ...part, id: `cell-${index + 1}` })) };
}

function text(source: string): Part {
  return { kind: 'markdown', source };
}

function sql(name: string, source: string): Part {
  return { kind: 'sql', name, source };
}

/** Only what differs from the defaults is written down. */
function chart(spec: z.input<typeof ChartSpec>): Part {
  ChartSpec.parse(spec);
  return { kind: 'chart', source: stringify(spec).trimEnd() };
}
