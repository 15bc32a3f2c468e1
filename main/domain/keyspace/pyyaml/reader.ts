import { KeyspaceError } from '../errors.ts';
import { Mark } from './marks.ts';

const NOT_ALLOWED = /[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const LINE_BREAKS = '\n\x85\u2028\u2029';

/** The characters of a text, by code point as Python counts them, with a NUL for its end. */
export class Reader {
  line = 0;
  column = 0;
  pointer = 0;
  private readonly buffer: readonly string[];

  constructor(text: string) {
    const found = NOT_ALLOWED.exec(text);
    if (found) {
      const code = (found[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0');
      const position = Array.from(text.slice(0, found.index)).length;
      throw new KeyspaceError(
        'ReaderError',
        `unacceptable character #x${code}: special characters are not allowed\n` +
          `  in "<unicode string>", position ${position}`,
      );
    }
    this.buffer = [...text, '\0'];
  }

  /** The character `offset` places on. */
  peek(offset = 0): string {
    return this.buffer[this.pointer + offset] ?? '\0';
  }

  /** Whether the character `offset` places on is one of `characters`. */
  at(characters: string, offset = 0): boolean {
    return characters.includes(this.peek(offset));
  }

  /** The next `length` characters. */
  prefix(length: number): string {
    return this.buffer.slice(this.pointer, this.pointer + length).join('');
  }

  forward(length = 1): void {
    for (let i = 0; i < length; i++) {
      const character = this.peek();
      this.pointer++;
      if (LINE_BREAKS.includes(character) || (character === '\r' && this.peek() !== '\n')) {
        this.line++;
        this.column = 0;
      } else if (character !== '\uFEFF') {
        this.column++;
      }
    }
  }

  /** Takes the next `length` characters. */
  take(length: number): string {
    const text = this.prefix(length);
    this.forward(length);
    return text;
  }

  /** Takes characters as long as `accept` does. */
  takeWhile(accept: (character: string) => boolean): string {
    let length = 0;
    while (accept(this.peek(length))) length++;
    return this.take(length);
  }

  /** Takes a line break, if one is next, and gives it as PyYAML folds it; '' where there is none. */
  lineBreak(): string {
    const character = this.peek();
    if ('\r\n\x85'.includes(character)) {
      this.forward(this.prefix(2) === '\r\n' ? 2 : 1);
      return '\n';
    }
    return '\u2028\u2029'.includes(character) ? this.take(1) : '';
  }

  mark(): Mark {
    return new Mark(this.line, this.column, this.pointer, this.buffer);
  }
}
