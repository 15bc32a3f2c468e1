import { BLANK, BREAKS } from './characters.ts';
import type { Mark } from './marks.ts';
import type { Reader } from './reader.ts';
import type { ScalarToken } from './tokens.ts';

/** A plain scalar, and whether it ran over a line end (after which a simple key may start). */
export interface PlainScan {
  token: ScalarToken;
  /** null: nothing decided; otherwise what the scanner's `allowSimpleKey` becomes. */
  allowSimpleKey: boolean;
}

/** Scans an unquoted scalar. `indent` is the column that continuation lines must reach in block context. */
export function scanPlain(reader: Reader, inFlow: boolean, indent: number): PlainScan {
  const start = reader.mark();
  let end: Mark = start;
  let value = '';
  let spaces = '';
  let allowSimpleKey = false;
  while (!reader.at('#')) {
    const length = chunkLength(reader, inFlow);
    if (length === 0) break;
    allowSimpleKey = false;
    value += spaces + reader.take(length);
    end = reader.mark();
    const gap = scanGap(reader);
    spaces = gap.spaces;
    if (gap.brokeLine) allowSimpleKey = true;
    if (spaces === '' || reader.at('#') || (!inFlow && reader.column < indent)) break;
  }
  return { token: { id: '<scalar>', value, plain: true, start, end }, allowSimpleKey };
}

function chunkLength(reader: Reader, inFlow: boolean): number {
  const afterColon = inFlow ? `${BLANK},[]{}` : BLANK;
  let length = 0;
  for (;;) {
    if (reader.at(BLANK, length)) return length;
    if (reader.at(':', length) && reader.at(afterColon, length + 1)) return length;
    if (inFlow && reader.at(',?[]{}', length)) return length;
    length++;
  }
}

/** The white space after a chunk, folded; empty also before a document marker, which ends the scalar. */
function scanGap(reader: Reader): { spaces: string; brokeLine: boolean } {
  const blanks = reader.takeWhile((character) => character === ' ');
  if (!reader.at(BREAKS)) return { spaces: blanks, brokeLine: false };
  const first = reader.lineBreak();
  if (atDocumentMarker(reader)) return { spaces: '', brokeLine: true };
  let breaks = '';
  while (reader.at(` ${BREAKS}`)) {
    if (reader.at(' ')) {
      reader.forward();
    } else {
      breaks += reader.lineBreak();
      if (atDocumentMarker(reader)) return { spaces: '', brokeLine: true };
    }
  }
  if (first !== '\n') return { spaces: first + breaks, brokeLine: true };
  return { spaces: breaks === '' ? ' ' : breaks, brokeLine: true };
}

/** Whether `---` or `...` and then white space come next. */
export function atDocumentMarker(reader: Reader): boolean {
  const prefix = reader.prefix(3);
  return (prefix === '---' || prefix === '...') && reader.at(BLANK, 3);
}
