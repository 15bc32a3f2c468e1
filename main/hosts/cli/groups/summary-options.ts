import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ContractClient } from '#contract/index';
import { type CommonOptions, list } from '../command.ts';
import { usage } from '../read-file.ts';

export interface SummaryOptions extends CommonOptions {
  run?: string;
  metric?: string;
  by: string[];
  where: [string, string][];
  compare?: [string, string];
}

type SummaryInput = Parameters<ContractClient['results']['summary']>[0];

/** The options that say which figures are wanted; shared by `summary` and `export`. */
export function summaryOptions(command: Command, { required = false } = {}): Command {
  return command
    .addOption(new Option('--metric <name>', 'the metric').makeOptionMandatory(required))
    .option('--by <columns>', 'columns that make the groups, separated by commas', list, [])
    .option('--where <column=value>', 'only rows with this value; may be given more than once', filter, [])
    .option('--compare <column=reference>', 'what is compared with which value (default: scenario=baseline)', pair);
}

export function summaryRequest({ run, metric, by, where, compare }: SummaryOptions): SummaryInput {
  if (metric === undefined) throw usage('A metric is missing: --metric NAME.');
  const filters: Record<string, string[]> = {};
  for (const [column, value] of where) (filters[column] ??= []).push(value);
  const [column, reference] = compare ?? [];
  return {
    run,
    metric,
    by,
    where: filters,
    ...(column !== undefined && reference !== undefined ? { compare: { column, reference } } : {}),
  };
}

function pair(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It looks like column=value.');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function filter(text: string, before: readonly [string, string][]): [string, string][] {
  return [...before, pair(text)];
}
