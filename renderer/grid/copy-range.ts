import type { Value } from '#contract/results';
import { client } from '../app/client.ts';
import { copied } from './columns.ts';
import type { Range } from './selection.ts';
import type { Sort } from './use-pages.ts';

/** More cells than this belong into an export. */
export const MOST_CELLS = 500_000;
const STEP = 10_000;

interface What {
  session: string;
  name: string;
  sort: Sort | null;
  range: Range;
  /** Names of all columns; those of the range head the copy where it has more than one row. */
  columns: readonly string[];
}

/** The selected rectangle as tab-separated text, fetched in full whatever is in view. */
export async function rangeText({ session, name, sort, range, columns }: What): Promise<string> {
  const { top, bottom, left, right } = range;
  const lines =
    bottom > top
      ? [
          columns
            .slice(left, right + 1)
            .map(copied)
            .join('\t'),
        ]
      : [];
  for (let offset = top; offset <= bottom; offset += STEP) {
    const limit = Math.min(STEP, bottom - offset + 1);
    const { values } = await client.results.page({ session, name, offset, limit, ...(sort ? { sort } : {}) });
    for (let row = 0; row < limit; row += 1) lines.push(lineOf(values, row, left, right));
  }
  return lines.join('\n');
}

function lineOf(values: readonly (readonly Value[])[], row: number, left: number, right: number): string {
  return values
    .slice(left, right + 1)
    .map((column) => copied(column[row] ?? null))
    .join('\t');
}
