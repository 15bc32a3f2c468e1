import { repr } from '../python/text.ts';
import { BREAKS, isHex } from './characters.ts';
import { scannerError, type Mark } from './marks.ts';
import type { Reader } from './reader.ts';
import { atDocumentMarker } from './scan-plain.ts';
import type { ScalarToken } from './tokens.ts';

const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\x08',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\x0B',
  f: '\x0C',
  r: '\r',
  e: '\x1B',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xA0',
  L: '\u2028',
  P: '\u2029',
};
const ESCAPE_LENGTHS: Record<string, number> = { x: 2, u: 4, U: 8 };

/** Scans a single- or double-quoted scalar, the reader being at its first quote. */
export function scanQuoted(reader: Reader): ScalarToken {
  const start = reader.mark();
  const quote = reader.take(1);
  let value = scanText(reader, quote, start);
  while (reader.peek() !== quote) {
    value += scanSpaces(reader, start);
    value += scanText(reader, quote, start);
  }
  reader.forward();
  return { id: '<scalar>', value, plain: false, start, end: reader.mark() };
}

function scanText(reader: Reader, quote: string, start: Mark): string {
  const double = quote === '"';
  let text = '';
  for (;;) {
    text += reader.takeWhile((character) => !`'"\\\0 \t${BREAKS}`.includes(character));
    if (!double && reader.prefix(2) === "''") {
      reader.forward(2);
      text += "'";
    } else if (reader.at(double ? "'" : '"\\')) {
      text += reader.take(1);
    } else if (double && reader.at('\\')) {
      reader.forward();
      text += scanEscape(reader, start);
    } else {
      return text;
    }
  }
}

function scanEscape(reader: Reader, start: Mark): string {
  const context = { context: 'while scanning a double-quoted scalar', contextMark: start };
  const character = reader.peek();
  const plain = ESCAPES[character];
  if (plain !== undefined) {
    reader.forward();
    return plain;
  }
  const length = ESCAPE_LENGTHS[character];
  if (length !== undefined) {
    reader.forward();
    for (let k = 0; k < length; k++) {
      if (isHex(reader.peek(k))) continue;
      const found = repr(reader.peek(k));
      const problem = `expected escape sequence of ${length} hexadecimal numbers, but found ${found}`;
      throw scannerError({ ...context, problem, mark: reader.mark() });
    }
    return String.fromCodePoint(Number.parseInt(reader.take(length), 16));
  }
  if (reader.at(BREAKS)) {
    reader.lineBreak();
    return scanBreaks(reader, start);
  }
  throw scannerError({ ...context, problem: `found unknown escape character ${repr(character)}`, mark: reader.mark() });
}

function scanSpaces(reader: Reader, start: Mark): string {
  const blanks = reader.takeWhile((character) => character === ' ' || character === '\t');
  if (reader.at('\0')) throw quotedError(reader, start, 'found unexpected end of stream');
  if (!reader.at(BREAKS)) return blanks;
  const first = reader.lineBreak();
  const breaks = scanBreaks(reader, start);
  if (first !== '\n') return first + breaks;
  return breaks === '' ? ' ' : breaks;
}

function scanBreaks(reader: Reader, start: Mark): string {
  let breaks = '';
  for (;;) {
    if (atDocumentMarker(reader)) throw quotedError(reader, start, 'found unexpected document separator');
    while (reader.at(' \t')) reader.forward();
    if (!reader.at(BREAKS)) return breaks;
    breaks += reader.lineBreak();
  }
}

function quotedError(reader: Reader, start: Mark, problem: string): Error {
  return scannerError({ context: 'while scanning a quoted scalar', contextMark: start, problem, mark: reader.mark() });
}
