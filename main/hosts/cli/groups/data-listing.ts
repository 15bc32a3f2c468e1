import type { Listing, ObjectInfo } from '#contract/data';
import { monthlyPrice } from '#main/domain/storage-price';
import type { Output } from '../output.ts';
import { bytes } from '../table.ts';

/**
 * Prints a listing page by page, so that a million keys take no more memory than a thousand: lines for people with a sum
 * at the end, or one JSON document with `prefix`, `folders` (those of all pages come first in it), `objects`, `summary`.
 */
export async function printListing(
  output: Output,
  pageAt: (continuation: string | undefined) => Promise<Listing>,
): Promise<void> {
  const sum = { objects: 0, bytes: 0, usd_per_month: 0 };
  const folders: Listing['folders'] = [];
  const write = (text: string) =>
    process.stdout.write(text)
      ? Promise.resolve()
      : new Promise<void>((go) => process.stdout.once('drain', () => go()));
  let page = await pageAt(undefined);
  if (output.json) await write(`{\n"prefix": ${JSON.stringify(page.prefix)},\n"objects": [`);
  for (;;) {
    folders.push(...page.folders);
    const lines = page.objects.map((object) => {
      sum.objects += 1;
      sum.bytes += object.size;
      sum.usd_per_month += monthlyPrice(object.size, object.storage_class) ?? 0;
      return output.json ? `${sum.objects > 1 ? ',' : ''}\n${JSON.stringify(object)}` : `${line(object)}\n`;
    });
    const names = output.json ? '' : page.folders.map(({ name }) => `${' '.repeat(34)}${name.replace(/\/?$/, '/')}\n`);
    await write([...names, ...lines].join(''));
    if (page.continuation === null) break;
    page = await pageAt(page.continuation);
  }
  const rest = { folders, continuation: null, summary: sum };
  if (output.json) await write(`],\n${JSON.stringify(rest).slice(1)}\n`);
  else await write(`${total(sum, folders.length)}\n`);
}

function line({ name, size, modified, storage_class: storageClass }: ObjectInfo): string {
  const kind = storageClass === null || storageClass === 'STANDARD' ? '' : `  (${storageClass.toLowerCase()})`;
  return `${modified.slice(0, 19)}  ${bytes(size).padStart(11)}  ${name}${kind}`;
}

function total(sum: { objects: number; bytes: number; usd_per_month: number }, folders: number): string {
  if (sum.objects + folders === 0) return 'Nothing is there.';
  const price = `about $${sum.usd_per_month.toFixed(2)} a month on AWS`;
  return `${sum.objects} objects, ${bytes(sum.bytes)}, ${price}`;
}
