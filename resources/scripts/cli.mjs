/** npm run -s cli -- …: prepares the checkout, then runs the command line with these arguments. */
import { at } from './checkout.mjs';
import { prepare } from './prepare.mjs';

await prepare();
process.argv = [process.argv[0], at('out/main/cli.js'), ...process.argv.slice(2)];
await import('../../out/main/cli.js');
