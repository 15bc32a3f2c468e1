import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell, NotebookDocument } from '#contract/notebook';
import { formatNotebook, parseNotebook } from '#main/domain/notebook-document';
import { TEMPLATES } from '#main/domain/notebook-templates';

const bare = (document: NotebookDocument) => document.cells.map((cell): object => ({ ...cell, id: undefined }));

describe('what is read', () => {
  test.each<[string, string, object[]]>([
    ['nothing', '', []],
    ['only text', '# Hello\n\nthere\n', [{ kind: 'markdown', source: '# Hello\n\nthere' }]],
    ['a query', '```sql name=a\nSELECT 1\n```', [{ kind: 'sql', name: 'a', source: 'SELECT 1' }]],
    ['a chart', 'x\n```chart\ntype: bar\n```\ny', [{ kind: 'markdown', source: 'x' }, { kind: 'chart', source: 'type: bar' }, { kind: 'markdown', source: 'y' }]],
    ['a name with blanks', '```sql name="a b"\n```', [{ kind: 'sql', name: 'a b', source: '' }]],
    ['Windows lines', '```sql name=a\r\nSELECT\r\n1\r\n```\r\n', [{ kind: 'sql', name: 'a', source: 'SELECT\n1' }]],
    ['another fence', '```js\nf()\n```', [{ kind: 'markdown', source: '```js\nf()\n```' }]],
    ['a query without a name', '```sql\nSELECT 1\n```', [{ kind: 'markdown', source: '```sql\nSELECT 1\n```' }]],
    ['a fence without an end', '```sql name=a\nSELECT 1', [{ kind: 'markdown', source: '```sql name=a\nSELECT 1' }]],
    ['two texts', 'a\n\n<!-- cell -->\n\nb', [{ kind: 'markdown', source: 'a' }, { kind: 'markdown', source: 'b' }]],
    ['front matter that is none', '---\n- 1\n: {\n---\nx', [{ kind: 'markdown', source: '---\n- 1\n: {\n---\nx' }]],
  ])('%s', (_, text, cells) => expect(bare(parseNotebook(text))).toEqual(cells)); // prettier-ignore

  test('title and run of the front matter, defaults without it', () => {
    expect(parseNotebook('---\ntitle: "A: b"\nrun: m/2026\n---\n')).toMatchObject({
      title: 'A: b',
      run: 'm/2026',
      cells: [],
    });
    expect(parseNotebook('x', 'mine')).toMatchObject({ title: 'mine', run: 'latest' });
  });
});

const line = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '```',
    '````',
    '```sql name=a',
    '\\```sql name=b',
    '```chart',
    '<!-- cell -->',
    '\\<!-- cell -->',
    '---',
    '',
    ' ',
    '\r',
  ),
);
const source = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
const name = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.constantFrom('a b', 'a"b', '`x`', 'ä-1', 'a\nb', '\\'),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.record({ kind: fc.constant('markdown' as const), id: fc.constant('x'), source }),
  fc.record({ kind: fc.constant('sql' as const), id: fc.constant('x'), name, source }),
  fc.record({ kind: fc.constant('chart' as const), id: fc.constant('x'), source }),
);
const anyDocument = fc.record({
  title: fc.string({ unit: 'grapheme' }),
  run: fc.string({ minLength: 1, unit: 'grapheme' }),
  cells: fc.array(cell, { maxLength: 6 }),
});

/** What a file can keep: one kind of line ends, no blank lines around a text. */
function kept({ kind, source: text }: Cell): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (kind !== 'markdown') return lines.join('\n');
  while (lines.length > 0 && lines[0]?.trim() === '') lines.shift();
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  return lines.join('\n');
}

test('what is written is read back: title, run, every cell; and writes the same bytes again', () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      const text = formatNotebook(document);
      const read = parseNotebook(text);
      expect(bare(read)).toEqual(document.cells.map((cell) => ({ ...cell, id: undefined, source: kept(cell) })));
      expect({ title: read.title, run: read.run }).toEqual({ title: document.title, run: document.run });
      expect(formatNotebook(read)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('any text is read, and is stable from the first writing on', () => {
  fc.assert(
    fc.property(source, (text) => {
      const once = formatNotebook(parseNotebook(text));
      expect(formatNotebook(parseNotebook(once))).toBe(once);
    }),
    { numRuns: 500 },
  );
});

test.each(Object.keys(TEMPLATES))('template %s survives being saved', (template) => {
  const document = TEMPLATES[template]?.('latest');
  expect(document && parseNotebook(formatNotebook(document))).toEqual(document);
});
