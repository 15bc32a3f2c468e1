import { repr } from '../python/text.ts';
import { BLANK, END_BREAK_OR_SPACE, END_OR_BREAK, isDigit, isHex, isUri, isWord } from './characters.ts';
import { scannerError, type Mark } from './marks.ts';
import type { Reader } from './reader.ts';
import { skipRestOfLine } from './scan-block.ts';
import type { DirectiveContent, DirectiveToken, NameToken, TagToken } from './tokens.ts';

/** Scans `*name` or `&name`. */
export function scanAnchor(reader: Reader): NameToken {
  const start = reader.mark();
  const isAlias = reader.take(1) === '*';
  const context = `while scanning an ${isAlias ? 'alias' : 'anchor'}`;
  const value = scanWord(reader, start, context, `${BLANK}?:,]}%@\``);
  return { id: isAlias ? '<alias>' : '<anchor>', value, start, end: reader.mark() };
}

/** Scans `!tag`, `!!tag`, `!handle!tag` or `!<uri>`. */
export function scanTag(reader: Reader): TagToken {
  const start = reader.mark();
  let handle: string | null = null;
  let suffix = '!';
  if (reader.at('<', 1)) {
    reader.forward(2);
    suffix = scanUri(reader, 'tag', start);
    if (!reader.at('>')) throw expected(reader, start, 'while parsing a tag', "expected '>'");
    reader.forward();
  } else if (reader.at(BLANK, 1)) {
    reader.forward();
  } else {
    let length = 1;
    while (!reader.at(`!${END_BREAK_OR_SPACE}`, length)) length++;
    if (reader.at('!', length)) {
      handle = scanHandle(reader, 'tag', start);
    } else {
      handle = '!';
      reader.forward();
    }
    suffix = scanUri(reader, 'tag', start);
  }
  if (!reader.at(END_BREAK_OR_SPACE)) throw expected(reader, start, 'while scanning a tag', "expected ' '");
  return { id: '<tag>', handle, suffix, start, end: reader.mark() };
}

/** Scans a `%YAML`, `%TAG` or other directive with the rest of its line. */
export function scanDirective(reader: Reader): DirectiveToken {
  const start = reader.mark();
  const context = 'while scanning a directive';
  reader.forward();
  const name = scanWord(reader, start, context, END_BREAK_OR_SPACE);
  let content: DirectiveContent = { name: 'unknown' };
  if (name === 'YAML') content = { name, major: scanVersion(reader, start) };
  else if (name === 'TAG') content = { name, ...scanTagDirective(reader, start) };
  const end = reader.mark();
  if (content.name === 'unknown') reader.takeWhile((character) => !END_OR_BREAK.includes(character));
  skipRestOfLine(reader, start, context);
  return { id: '<directive>', ...content, start, end };
}

function scanWord(reader: Reader, start: Mark, context: string, ends: string): string {
  const word = reader.takeWhile(isWord);
  if (word === '' || !reader.at(ends)) {
    throw expected(reader, start, context, 'expected alphabetic or numeric character');
  }
  return word;
}

function scanVersion(reader: Reader, start: Mark): number {
  const context = 'while scanning a directive';
  const number = (): number => {
    if (!isDigit(reader.peek())) throw expected(reader, start, context, 'expected a digit');
    return Number(reader.takeWhile(isDigit));
  };
  reader.takeWhile((character) => character === ' ');
  const major = number();
  if (!reader.at('.')) throw expected(reader, start, context, "expected a digit or '.'");
  reader.forward();
  number();
  if (!reader.at(END_BREAK_OR_SPACE)) throw expected(reader, start, context, "expected a digit or ' '");
  return major;
}

function scanTagDirective(reader: Reader, start: Mark): { handle: string; prefix: string } {
  const context = 'while scanning a directive';
  reader.takeWhile((character) => character === ' ');
  const handle = scanHandle(reader, 'directive', start);
  if (!reader.at(' ')) throw expected(reader, start, context, "expected ' '");
  reader.takeWhile((character) => character === ' ');
  const prefix = scanUri(reader, 'directive', start);
  if (!reader.at(END_BREAK_OR_SPACE)) throw expected(reader, start, context, "expected ' '");
  return { handle, prefix };
}

function scanHandle(reader: Reader, name: string, start: Mark): string {
  const context = `while scanning a ${name}`;
  if (!reader.at('!')) throw expected(reader, start, context, "expected '!'");
  let length = 1;
  if (!reader.at(' ', 1)) {
    while (isWord(reader.peek(length))) length++;
    if (!reader.at('!', length)) {
      const found = reader.peek(length);
      reader.forward(length);
      const problem = `expected '!', but found ${repr(found)}`;
      throw scannerError({ context, contextMark: start, problem, mark: reader.mark() });
    }
    length++;
  }
  return reader.take(length);
}

function scanUri(reader: Reader, name: string, start: Mark): string {
  let uri = '';
  while (isUri(reader.peek())) {
    uri += reader.at('%') ? scanUriEscapes(reader, name, start) : reader.take(1);
  }
  if (uri === '') throw expected(reader, start, `while parsing a ${name}`, 'expected URI');
  return uri;
}

function scanUriEscapes(reader: Reader, name: string, start: Mark): string {
  const bytes: number[] = [];
  while (reader.at('%')) {
    reader.forward();
    for (let k = 0; k < 2; k++) {
      if (isHex(reader.peek(k))) continue;
      const found = repr(reader.peek(k));
      const problem = `expected URI escape sequence of 2 hexadecimal numbers, but found ${found}`;
      throw scannerError({ context: `while scanning a ${name}`, contextMark: start, problem, mark: reader.mark() });
    }
    bytes.push(Number.parseInt(reader.take(2), 16));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function expected(reader: Reader, start: Mark, context: string, what: string): Error {
  const problem = `${what}, but found ${repr(reader.peek())}`;
  return scannerError({ context, contextMark: start, problem, mark: reader.mark() });
}
