import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import type { Cell, NotebookDocument } from '#contract/notebook';

/**
 * A notebook as plain Markdown, readable in any editor and in a code review:
 *
 *     ---
 *     title: Deaths averted
 *     run: latest
 *     ---
 *
 *     Text.
 *
 *     ```sql name=deaths_by_scenario
 *     SELECT …
 *     ```
 *
 *     ```chart
 *     type: interval
 *     ```
 *
 * Only fences of `sql name=…` and `chart` are cells; any other fence is part of the text. Where two text cells follow one
 * another `<!-- cell -->` stands between them, and a line of text that looks like the begin of a cell has a backslash before
 * it, so that writing and reading give the same cells. Reading takes any text; what it cannot understand is text.
 */
export function parseNotebook(text: string, title = 'Notebook'): NotebookDocument {
  const { front, body } = splitFront(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  const cells: Cell[] = [];
  let words: string[] = [];
  const id = () => `cell-${cells.length + 1}`;
  const endText = (blank = false) => {
    const source = trimLines(words).join('\n');
    if (source !== '' || blank) cells.push({ kind: 'markdown', id: id(), source: unguard(source) });
    words = [];
  };
  const lines = body.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const opening = readOpening(line);
    const end = opening ? closing(lines, index + 1, opening.fence) : -1;
    if (line === SEPARATOR) endText(true);
    else if (!opening || end === -1) words.push(line);
    else {
      endText();
      cells.push({ ...opening.cell, id: id(), source: lines.slice(index + 1, end).join('\n') });
      index = end;
    }
  }
  endText();
  return { title: front.title ?? title, run: front.run || 'latest', cells };
}

/** The text of a notebook. `parseNotebook` of it gives the same title, run and cells (their ids are those of their places). */
export function formatNotebook({ title, run, cells }: NotebookDocument): string {
  const blocks = cells.map((cell, index) => {
    const separated =
      cell.kind === 'markdown' && (cells[index + 1]?.kind === 'markdown' || normalText(cell.source) === '');
    return separated ? [formatCell(cell), SEPARATOR].filter(Boolean).join('\n\n') : formatCell(cell);
  });
  return [`---\n${stringifyYaml({ title, run }, { lineWidth: 0 })}---`, ...blocks].join('\n\n') + '\n';
}

const SEPARATOR = '<!-- cell -->';
/** A fence as in CommonMark (https://spec.commonmark.org/0.31.2/#fenced-code-blocks), of backticks, at the line's start. */
const OPENING = /^(`{3,})(sql|chart)(?: +name=("(?:[^"\\]|\\.)*"|[^\s"`]+))?\s*$/;
const PLAIN_NAME = /^[\p{L}\p{N}_.-]+$/u;
/** A line of text that would be read as a cell's begin or a separator gets a backslash more. */
const GUARDED = /^\\*(?=`{3,}(?:sql|chart)(?:\s|$)|<!-- cell -->$)/;

function splitFront(text: string): { front: { title?: string; run?: string }; body: string } {
  const match = /^---\n([\s\S]*?\n)?---(?:\n|$)/.exec(text);
  if (!match) return { front: {}, body: text };
  try {
    const values: unknown = parseYaml(match[1] ?? '');
    if (typeof values !== 'object' || values === null) return { front: {}, body: text };
    const field = (name: string) => {
      const value = (values as Record<string, unknown>)[name];
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
    };
    return { front: { title: field('title'), run: field('run') }, body: text.slice(match[0].length) };
  } catch {
    return { front: {}, body: text };
  }
}

function closing(lines: readonly string[], from: number, fence: string): number {
  for (let index = from; index < lines.length; index++) {
    const match = /^(`{3,})\s*$/.exec(lines[index] ?? '');
    if (match?.[1] !== undefined && match[1].length >= fence.length) return index;
  }
  return -1;
}

type Head = { kind: 'sql'; name: string } | { kind: 'chart' };

function readOpening(line: string): { fence: string; cell: Head } | undefined {
  const [, fence, kind, name] = OPENING.exec(line) ?? [];
  if (fence === undefined) return undefined;
  if (kind === 'chart') return { fence, cell: { kind } };
  const plain = name?.startsWith('"') ? unquote(name) : name;
  return plain === undefined ? undefined : { fence, cell: { kind: 'sql', name: plain } };
}

/** As a JSON string, with its backticks escaped too, which a fence's first line must not hold. */
function quote(name: string): string {
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name).replaceAll('`', '\\u0060');
}

function unquote(text: string): string | undefined {
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function formatCell(cell: Cell): string {
  if (cell.kind === 'markdown') return guard(normalText(cell.source));
  const source = normalLines(cell.source);
  const longest = Math.max(2, ...[...source.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const info = cell.kind === 'chart' ? 'chart' : `sql name=${quote(cell.name)}`;
  return `${fence}${info}\n${source}\n${fence}`;
}

function normalLines(source: string): string {
  return source.replace(/\r\n?/g, '\n');
}

function normalText(source: string): string {
  return trimLines(normalLines(source).split('\n')).join('\n');
}

function guard(text: string): string {
  return text.split('\n').map((line) => line.replace(GUARDED, '$&\\')).join('\n'); // prettier-ignore
}

function unguard(text: string): string {
  return text.split('\n').map((line) => GUARDED.test(line) ? line.replace(/^\\/, '') : line).join('\n'); // prettier-ignore
}

function trimLines(lines: readonly string[]): string[] {
  const blank = (line: string | undefined) => line !== undefined && line.trim() === '';
  let [from, to] = [0, lines.length];
  while (from < to && blank(lines[from])) from++;
  while (to > from && blank(lines[to - 1])) to--;
  return lines.slice(from, to);
}
