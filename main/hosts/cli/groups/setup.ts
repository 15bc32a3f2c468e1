import type { Command } from 'commander';
import { type CommonOptions, does, group, verb } from '../command.ts';

const SIGNS = { ok: '✓', warning: '!', missing: '✗', failed: '✗', unknown: '?' } as const;

export function setupGroup(): Command {
  const setup = group('setup', 'Whether everything a run needs is there.');
  const check = verb(setup, 'check', 'Check each part and say what mends it; exit code 1 when not ready.', [
    'setup check',
    'setup check --only bucket',
  ]);
  check.option('--only <line>', 'check one line again, by its id');
  does<CommonOptions & { only?: string }>(check, async ({ client, output, where, until }, { only }) => {
    const result = await client.setup.check({ ...where, only }, until);
    output.answer(result, ({ ready, checks }) =>
      [
        ...checks.flatMap(({ title, state, detail, advice, command }) => [
          `${SIGNS[state]} ${title}: ${detail}`,
          ...(state === 'ok' ? [] : [advice, command && `$ ${command}`].filter(Boolean).map((line) => `    ${line}`)),
        ]),
        ready ? 'Ready.' : 'Not ready.',
      ].join('\n'),
    );
    if (!result.ready) output.exitWith(1);
  });
  return setup;
}
