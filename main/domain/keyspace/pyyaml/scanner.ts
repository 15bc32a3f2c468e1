import { repr } from '../python/text.ts';
import { BLANK, END_OR_BREAK } from './characters.ts';
import { scannerError, type Mark } from './marks.ts';
import { Reader } from './reader.ts';
import { scanBlockScalar } from './scan-block.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-names.ts';
import { scanPlain } from './scan-plain.ts';
import { scanQuoted } from './scan-quoted.ts';
import type { MarkerId, Token, TokenId } from './tokens.ts';

/** A place where a `key:` may have begun; it is known to be a key only when the colon comes. */
interface SimpleKey {
  tokenNumber: number;
  required: boolean;
  mark: Mark;
}

const FLOW_STARTS = '[{';
const FLOW_ENDS = ']}';
const CANNOT_START_PLAIN = `${BLANK}-?:,[]{}#&*!|>'"%@\``;
/** How far after its beginning a simple key's colon may come, in characters. */
const SIMPLE_KEY_LIMIT = 1024;

/** Turns YAML text into tokens, one at a time, since later errors must not come before earlier ones. */
export class Scanner {
  private readonly reader: Reader;
  private readonly tokens: Token[] = [];
  private readonly indents: number[] = [];
  private readonly simpleKeys = new Map<number, SimpleKey>();
  private done = false;
  private taken = 0;
  // Below zero after a stray closing bracket, which then counts as being inside one: hence the tests against zero.
  private flowLevel = 0;
  private indent = -1;
  private allowSimpleKey = true;

  constructor(text: string) {
    this.reader = new Reader(text);
  }

  /** The next token, left where it is. */
  peek(): Token {
    while (this.needsMore()) this.fetchMore();
    const token = this.tokens[0];
    if (!token) throw new Error('the stream of tokens has ended');
    return token;
  }

  /** Whether the next token is one of `ids`. */
  at(...ids: TokenId[]): boolean {
    return ids.includes(this.peek().id);
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    this.tokens.shift();
    this.taken++;
    return token;
  }

  private needsMore(): boolean {
    if (this.done) return false;
    if (this.tokens.length === 0) return true;
    this.dropStaleKeys();
    // A token in front of which a KEY may still have to be put cannot be handed out.
    return [...this.simpleKeys.values()].some((key) => key.tokenNumber === this.taken);
  }

  private fetchMore(): void {
    const { reader } = this;
    this.skipToToken();
    this.dropStaleKeys();
    this.unwind(reader.column);
    const character = reader.peek();
    const atLineStart = reader.column === 0;
    const beforeBlank = reader.at(BLANK, 1);
    const indicator = this.flowLevel !== 0 || beforeBlank;
    if (character === '\0') return this.fetchEnd();
    if (character === '%' && atLineStart) return this.fetchDirective();
    if (atLineStart && reader.at(BLANK, 3)) {
      if (reader.prefix(3) === '---') return this.fetchDocumentMarker('<document start>');
      if (reader.prefix(3) === '...') return this.fetchDocumentMarker('<document end>');
    }
    if (FLOW_STARTS.includes(character)) return this.fetchFlowStart(character as '[' | '{');
    if (FLOW_ENDS.includes(character)) return this.fetchFlowEnd(character as ']' | '}');
    if (character === ',') return this.fetchFlowEntry();
    if (character === '-' && beforeBlank) return this.fetchBlockEntry();
    if (character === '?' && indicator) return this.fetchKey();
    if (character === ':' && indicator) return this.fetchValue();
    if (character === '*' || character === '&') return this.fetchName(() => scanAnchor(reader));
    if (character === '!') return this.fetchName(() => scanTag(reader));
    if ('|>'.includes(character) && this.flowLevel === 0) return this.fetchBlockScalar();
    if (`'"`.includes(character)) return this.fetchName(() => scanQuoted(reader));
    if (this.startsPlain(character, beforeBlank)) return this.fetchPlain();
    throw scannerError({
      context: 'while scanning for the next token',
      problem: `found character ${repr(character)} that cannot start any token`,
      mark: reader.mark(),
    });
  }

  private startsPlain(character: string, beforeBlank: boolean): boolean {
    if (!CANNOT_START_PLAIN.includes(character)) return true;
    return !beforeBlank && (character === '-' || (this.flowLevel === 0 && '?:'.includes(character)));
  }

  private skipToToken(): void {
    const { reader } = this;
    if (reader.pointer === 0 && reader.at('\uFEFF')) reader.forward();
    for (;;) {
      reader.takeWhile((character) => character === ' ');
      if (reader.at('#')) reader.takeWhile((character) => !END_OR_BREAK.includes(character));
      if (reader.lineBreak() === '') return;
      if (this.flowLevel === 0) this.allowSimpleKey = true;
    }
  }

  private dropStaleKeys(): void {
    for (const [level, key] of this.simpleKeys) {
      const stale = key.mark.line !== this.reader.line || this.reader.pointer - key.mark.pointer > SIMPLE_KEY_LIMIT;
      if (stale) this.dropKey(level, key);
    }
  }

  private saveKey(): void {
    const required = this.flowLevel === 0 && this.indent === this.reader.column;
    if (!this.allowSimpleKey) return;
    this.removeKey();
    const tokenNumber = this.taken + this.tokens.length;
    this.simpleKeys.set(this.flowLevel, { tokenNumber, required, mark: this.reader.mark() });
  }

  private removeKey(): void {
    const key = this.simpleKeys.get(this.flowLevel);
    if (key) this.dropKey(this.flowLevel, key);
  }

  private dropKey(level: number, key: SimpleKey): void {
    if (key.required) {
      const problem = "could not find expected ':'";
      const context = 'while scanning a simple key';
      throw scannerError({ context, contextMark: key.mark, problem, mark: this.reader.mark() });
    }
    this.simpleKeys.delete(level);
  }

  private unwind(column: number): void {
    if (this.flowLevel !== 0) return;
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1;
      this.addMarker('<block end>');
    }
  }

  /** Opens a block collection at `column`, if it is further in than the present one. */
  private openBlock(id: '<block sequence start>' | '<block mapping start>'): void {
    if (this.indentTo(this.reader.column)) this.addMarker(id);
  }

  private indentTo(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    this.indent = column;
    return true;
  }

  private addMarker(id: MarkerId, length = 0): void {
    const start = this.reader.mark();
    this.reader.forward(length);
    this.tokens.push({ id, start, end: length === 0 ? start : this.reader.mark() });
  }

  private fetchEnd(): void {
    this.unwind(-1);
    this.removeKey();
    this.allowSimpleKey = false;
    this.simpleKeys.clear();
    this.addMarker('<stream end>');
    this.done = true;
  }

  private fetchDirective(): void {
    this.unwind(-1);
    this.removeKey();
    this.allowSimpleKey = false;
    this.tokens.push(scanDirective(this.reader));
  }

  private fetchDocumentMarker(id: '<document start>' | '<document end>'): void {
    this.unwind(-1);
    this.removeKey();
    this.allowSimpleKey = false;
    this.addMarker(id, 3);
  }

  private fetchFlowStart(id: '[' | '{'): void {
    this.saveKey();
    this.flowLevel++;
    this.allowSimpleKey = true;
    this.addMarker(id, 1);
  }

  private fetchFlowEnd(id: ']' | '}'): void {
    this.removeKey();
    this.flowLevel--;
    this.allowSimpleKey = false;
    this.addMarker(id, 1);
  }

  private fetchFlowEntry(): void {
    this.allowSimpleKey = true;
    this.removeKey();
    this.addMarker(',', 1);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      this.requireSimpleKey('sequence entries are not allowed here');
      this.openBlock('<block sequence start>');
    }
    this.allowSimpleKey = true;
    this.removeKey();
    this.addMarker('-', 1);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      this.requireSimpleKey('mapping keys are not allowed here');
      this.openBlock('<block mapping start>');
    }
    this.allowSimpleKey = this.flowLevel === 0;
    this.removeKey();
    this.addMarker('?', 1);
  }

  private fetchValue(): void {
    const key = this.simpleKeys.get(this.flowLevel);
    if (key) {
      this.simpleKeys.delete(this.flowLevel);
      const at = key.tokenNumber - this.taken;
      const place = { start: key.mark, end: key.mark };
      this.tokens.splice(at, 0, { id: '?', ...place });
      if (this.flowLevel === 0 && this.indentTo(key.mark.column)) {
        this.tokens.splice(at, 0, { id: '<block mapping start>', ...place });
      }
      this.allowSimpleKey = false;
    } else {
      if (this.flowLevel === 0) {
        this.requireSimpleKey('mapping values are not allowed here');
        this.openBlock('<block mapping start>');
      }
      this.allowSimpleKey = this.flowLevel === 0;
      this.removeKey();
    }
    this.addMarker(':', 1);
  }

  private requireSimpleKey(problem: string): void {
    if (!this.allowSimpleKey) throw scannerError({ problem, mark: this.reader.mark() });
  }

  private fetchName(scan: () => Token): void {
    this.saveKey();
    this.allowSimpleKey = false;
    this.tokens.push(scan());
  }

  private fetchBlockScalar(): void {
    this.allowSimpleKey = true;
    this.removeKey();
    this.tokens.push(scanBlockScalar(this.reader, this.indent));
  }

  private fetchPlain(): void {
    this.saveKey();
    const { token, allowSimpleKey } = scanPlain(this.reader, this.flowLevel !== 0, this.indent + 1);
    this.allowSimpleKey = allowSimpleKey;
    this.tokens.push(token);
  }
}
