import { Command } from 'commander';
import type { Call } from './call.ts';

/** What every verb takes. */
export interface CommonOptions {
  json?: boolean;
  workspace?: string;
}

export function group(name: string, description: string): Command {
  return new Command(name).description(description);
}

/**
 * A verb of a group, with the options that all have. `examples` are command lines without the program's name.
 * What it does is added by `does`.
 */
export function verb(parent: Command, usage: string, description: string, examples: readonly string[] = []): Command {
  return common(parent.command(usage), description, examples);
}

export function common(command: Command, description: string, examples: readonly string[] = []): Command {
  command
    .description(description)
    .option('--json', 'print one JSON document (one a line for a stream); errors as JSON on standard error')
    .option('--workspace <name>', 'the workspace to work in (default: the current one)');
  if (examples.length > 0)
    command.addHelpText('after', ['', 'Examples:', ...examples.map((line) => `  vivarium-aws ${line}`)].join('\n'));
  return command;
}

/** What the verb does, with the app in hand; the app is made when it is called and closed after it. */
export function does<O extends CommonOptions>(
  command: Command,
  work: (call: Call, options: O, args: string[]) => Promise<void>,
): Command {
  return command.action(async () => {
    const options = command.opts<O>();
    // Variadic arguments come as one list each.
    const args = command.processedArgs.flat().filter((argument): argument is string => typeof argument === 'string');
    const { withApp } = await import('./call.ts');
    await withApp(options, (call) => work(call, options, args));
  });
}

/** For options that may be given more than once, or as a list with commas. */
export function list(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').map((part) => part.trim())].filter((part) => part !== '');
}
