import { repr } from '../python/text.ts';
import { BREAKS, END_BREAK_OR_SPACE, END_OR_BREAK, isDigit } from './characters.ts';
import { scannerError, type Mark } from './marks.ts';
import type { Reader } from './reader.ts';
import type { ScalarToken } from './tokens.ts';

/** Scans a literal (`|`) or folded (`>`) scalar; `parentIndent` is the column of the block that holds it, or -1. */
export function scanBlockScalar(reader: Reader, parentIndent: number): ScalarToken {
  const start = reader.mark();
  const folded = reader.take(1) === '>';
  const { chomping, increment } = scanIndicators(reader, start);
  skipRestOfLine(reader, start, 'while scanning a block scalar');
  const least = Math.max(1, parentIndent + 1);
  const auto = increment === null ? scanIndentation(reader) : undefined;
  const indent = auto ? Math.max(least, auto.widest) : least + (increment ?? 1) - 1;
  let { breaks, end } = auto ?? scanBreaks(reader, indent);
  let value = '';
  let lineBreak = '';
  while (reader.column === indent && !reader.at('\0')) {
    value += breaks;
    const startsWithText = !reader.at(' \t');
    value += reader.takeWhile((character) => !END_OR_BREAK.includes(character));
    lineBreak = reader.lineBreak();
    ({ breaks, end } = scanBreaks(reader, indent));
    if (reader.column !== indent || reader.at('\0')) break;
    if (folded && lineBreak === '\n' && startsWithText && !reader.at(' \t')) {
      if (breaks === '') value += ' ';
    } else {
      value += lineBreak;
    }
  }
  if (chomping !== '-') value += lineBreak;
  if (chomping === '+') value += breaks;
  return { id: '<scalar>', value, plain: false, start, end };
}

/** Skips spaces and a comment up to and with the line end; anything else there is an error. */
export function skipRestOfLine(reader: Reader, start: Mark, context: string): void {
  reader.takeWhile((character) => character === ' ');
  if (reader.at('#')) reader.takeWhile((character) => !END_OR_BREAK.includes(character));
  if (!reader.at(END_OR_BREAK)) {
    const problem = `expected a comment or a line break, but found ${repr(reader.peek())}`;
    throw scannerError({ context, contextMark: start, problem, mark: reader.mark() });
  }
  reader.lineBreak();
}

function scanIndicators(reader: Reader, start: Mark): { chomping: string; increment: number | null } {
  const sign = (): string => (reader.at('+-') ? reader.take(1) : '');
  let chomping = sign();
  let increment: number | null = null;
  if (isDigit(reader.peek())) {
    increment = Number(reader.peek());
    if (increment === 0) {
      throw indicatorError(reader, start, 'expected indentation indicator in the range 1-9, but found 0');
    }
    reader.forward();
    chomping ||= sign();
  }
  if (!reader.at(END_BREAK_OR_SPACE)) {
    const found = repr(reader.peek());
    throw indicatorError(reader, start, `expected chomping or indentation indicators, but found ${found}`);
  }
  return { chomping, increment };
}

function indicatorError(reader: Reader, start: Mark, problem: string): Error {
  return scannerError({ context: 'while scanning a block scalar', contextMark: start, problem, mark: reader.mark() });
}

function scanIndentation(reader: Reader): { breaks: string; widest: number; end: Mark } {
  let breaks = '';
  let widest = 0;
  let end = reader.mark();
  while (reader.at(` ${BREAKS}`)) {
    if (reader.at(' ')) {
      reader.forward();
      widest = Math.max(widest, reader.column);
    } else {
      breaks += reader.lineBreak();
      end = reader.mark();
    }
  }
  return { breaks, widest, end };
}

function scanBreaks(reader: Reader, indent: number): { breaks: string; end: Mark } {
  const skipIndent = (): void => {
    while (reader.column < indent && reader.at(' ')) reader.forward();
  };
  let breaks = '';
  let end = reader.mark();
  skipIndent();
  while (reader.at(BREAKS)) {
    breaks += reader.lineBreak();
    end = reader.mark();
    skipIndent();
  }
  return { breaks, end };
}
