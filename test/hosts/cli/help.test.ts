import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { everyCommand, program } from '#main/hosts/cli/program';

const all = everyCommand(program({ json: false })).filter((command) => command.name() !== 'help');
const verbs = all.filter((command) => command.commands.length === 0);

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

/** What --help prints, with what is added after it. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

describe('every command', () => {
  test.each(all.map((command) => [fullName(command), command] as const))('%s says what it does', (_, command) => {
    const help = helpOf(command);
    expect(command.description()).toMatch(/^[A-Z].+\.$/);
    expect(help).toContain(command.description().split(' ').slice(0, 4).join(' '));
    expect(help).toContain('--help');
  });
});

describe('every verb', () => {
  test('of the design is there', () => {
    const names = verbs.map((verb) => fullName(verb).replace('vivarium-aws ', ''));
    expect(names).toEqual(
      expect.arrayContaining([
        ...['app open', 'app serve', 'serve', 'setup check', 'code put'],
        ...['workspace list', 'workspace show', 'workspace use'],
        ...['sandbox start', 'sandbox stop', 'sandbox reset', 'sandbox status'],
        ...['data cp', 'data ls', 'data info', 'data rm', 'data verify'],
        ...['run plan', 'run start', 'run list', 'run status', 'run watch', 'run restart', 'run stop'],
        ...['run logs', 'run failures', 'run tasks'],
        ...['results metrics', 'results query', 'results summary', 'results export'],
        ...['results notebook run', 'results notebook export'],
      ]),
    );
  });

  test.each(verbs.map((verb) => [fullName(verb), verb] as const))(
    '%s takes --json and --workspace and shows an example',
    (name, verb) => {
      const help = helpOf(verb);
      expect(help).toContain('--json');
      expect(help).toContain('--workspace <name>');
      expect(help).toContain('Examples:');
      expect(help).toContain(`  ${name} `.trimEnd().replace(/^ {2}/, '  '));
    },
  );

  test.each(verbs.map((verb) => [fullName(verb), verb] as const))(
    'the examples of %s are command lines that it takes',
    (_, verb) => {
      const help = helpOf(verb);
      const examples = help
        .slice(help.indexOf('Examples:'))
        .split('\n')
        .slice(1)
        .filter((line) => line.trim() !== '');
      for (const line of examples) {
        const args = [...line.trim().matchAll(/"([^"]*)"|(\S+)/g)]
          .map(([, quoted, plain]) => quoted ?? plain ?? '')
          .slice(1);
        const root = program({ json: true });
        const called: string[] = [];
        for (const command of everyCommand(root))
          if (command.commands.length === 0) command.action(() => void called.push(fullName(command)));
        root.parse(args, { from: 'user' });
        expect(called).toHaveLength(1);
      }
    },
  );
});
