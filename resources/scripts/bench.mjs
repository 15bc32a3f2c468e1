/**
 * npm run bench: measures the built app beside its peers, in one run on one machine, and prints ratios. No test: timing is noisy.
 *
 *     npm run bench                  npm run bench -- sandbox      (only these cases)
 *
 * A case is test/bench/<name>.bench.mjs with `export const title` and `export async function* run()` of rows
 * `{ what, ours, peer?, unit }`; with a peer, the ratio ours / peer is printed (below 1 is faster or smaller than the peer).
 */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { at, fail, say } from './checkout.mjs';
import { prepare } from './prepare.mjs';

const ENDING = '.bench.mjs';
const folder = at('test', 'bench');
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(ENDING))
  .map((name) => name.slice(0, -ENDING.length));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !cases.includes(name));
if (unknown.length > 0) fail(`There is no case ${unknown.join(', ')}; there are ${cases.join(', ')}.`, 2);

await prepare();
for (const name of wanted.length > 0 ? wanted : cases) {
  const { title, run } = await import(pathToFileURL(at('test', 'bench', `${name}${ENDING}`)).href);
  say(`\n── ${name}: ${title}`);
  for await (const { what, ours, peer, unit } of run()) {
    const figure = (value) => `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${unit}`;
    const beside =
      peer === undefined ? '' : `  ${peer.name} ${figure(peer.value)}  ratio ${(ours / peer.value).toFixed(2)}`;
    console.log(`${what.padEnd(44)} ${figure(ours).padStart(12)}${beside}`);
  }
}
