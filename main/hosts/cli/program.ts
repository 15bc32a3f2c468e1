import { Command } from 'commander';
import manifest from '../../../package.json' with { type: 'json' };
import { appGroup, serveVerb } from './groups/app.ts';
import { bucketGroup } from './groups/bucket.ts';
import { codeGroup } from './groups/code.ts';
import { credentialsGroup } from './groups/credentials.ts';
import { dataGroup } from './groups/data.ts';
import { keyGroup } from './groups/key.ts';
import { resultsGroup } from './groups/results.ts';
import { runGroup } from './groups/run.ts';
import { sandboxGroup } from './groups/sandbox.ts';
import { setupGroup } from './groups/setup.ts';
import { workspaceGroup } from './groups/workspace.ts';

/** The whole command line. `json`: nothing but data is printed, usage errors too. */
export function program({ json }: { json: boolean }): Command {
  const root = new Command('vivarium-aws')
    .description('Run vivarium health simulations and explore their results.')
    .version(manifest.version)
    .addHelpText('after', EXAMPLES);
  const groups = [
    appGroup,
    workspaceGroup,
    setupGroup,
    credentialsGroup,
    keyGroup,
    bucketGroup,
    sandboxGroup,
    dataGroup,
    codeGroup,
    runGroup,
    resultsGroup,
  ];
  for (const group of groups) root.addCommand(group());
  root.addCommand(serveVerb());
  for (const command of everyCommand(root)) {
    command.exitOverride().configureOutput(json ? { writeErr: () => {} } : {});
    command.showHelpAfterError('Add --help for what there is.');
  }
  return root;
}

/** A command with all that are under it. */
export function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

const EXAMPLES = `
Examples:
  vivarium-aws sandbox start
  vivarium-aws run start --model sample --wait
  vivarium-aws results summary --metric deaths --by scenario
  vivarium-aws results export --metric deaths --by scenario --out deaths.svg

Every verb takes --help and --json. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;
