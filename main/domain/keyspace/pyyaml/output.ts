const BEST_WIDTH = 80;
const BEST_INDENT = 2;

/** The text being written, with what PyYAML's emitter remembers of it: column, pending indentation, white space. */
export class Output {
  column = 0;
  whitespace = true;
  indention = true;
  private indent: number | null = null;
  private readonly indents: (number | null)[] = [];
  private readonly chunks: string[] = [];

  toString(): string {
    return this.chunks.join('');
  }

  /** Whether the line is longer than PyYAML likes, so that a scalar is folded at its next space. */
  get isWide(): boolean {
    return this.column > BEST_WIDTH;
  }

  /** The same, `more` characters on. */
  wouldBeWide(more: number): boolean {
    return this.column + more > BEST_WIDTH;
  }

  write(text: string): void {
    this.column += text.length;
    this.chunks.push(text);
  }

  /** Runs `body` one level further in. */
  indented(body: () => void, { flow = false, indentless = false } = {}): void {
    this.indents.push(this.indent);
    if (this.indent === null) this.indent = flow ? BEST_INDENT : 0;
    else if (!indentless) this.indent += BEST_INDENT;
    body();
    this.indent = this.indents.pop() ?? null;
  }

  indicator(text: string, needWhitespace: boolean, { whitespace = false, indention = false } = {}): void {
    const gap = this.whitespace || !needWhitespace ? '' : ' ';
    this.whitespace = whitespace;
    this.indention &&= indention;
    this.write(gap + text);
  }

  /** Goes to the present indentation, on a new line if need be. */
  newItem(): void {
    const indent = this.indent ?? 0;
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.lineBreak();
    if (this.column < indent) {
      this.whitespace = true;
      this.write(' '.repeat(indent - this.column));
    }
  }

  lineBreak(text = '\n'): void {
    this.whitespace = true;
    this.indention = true;
    this.chunks.push(text);
    this.column = 0;
  }

  /** Text follows that must stick to what stands there. */
  endOfGap(): void {
    this.whitespace = false;
    this.indention = false;
  }
}
