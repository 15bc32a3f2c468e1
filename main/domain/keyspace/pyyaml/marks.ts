import { KeyspaceError } from '../errors.ts';

const LINE_ENDS = '\0\r\n\x85\u2028\u2029';
const INDENT = 4;
const MAX_LENGTH = 75;

/** A place in the text, to be shown as PyYAML shows it: line, column, the line itself and a caret under it. */
export class Mark {
  readonly line: number;
  readonly column: number;
  readonly pointer: number;
  private readonly buffer: readonly string[];

  constructor(line: number, column: number, pointer: number, buffer: readonly string[]) {
    this.line = line;
    this.column = column;
    this.pointer = pointer;
    this.buffer = buffer;
  }

  toString(): string {
    return `  in "<unicode string>", line ${this.line + 1}, column ${this.column + 1}:\n${this.snippet()}`;
  }

  private snippet(): string {
    let start = this.pointer;
    let head = '';
    while (start > 0 && !LINE_ENDS.includes(this.buffer[start - 1] ?? '\0')) {
      start--;
      if (this.pointer - start > MAX_LENGTH / 2 - 1) {
        head = ' ... ';
        start += 5;
        break;
      }
    }
    let end = this.pointer;
    let tail = '';
    while (end < this.buffer.length && !LINE_ENDS.includes(this.buffer[end] ?? '\0')) {
      end++;
      if (end - this.pointer > MAX_LENGTH / 2 - 1) {
        tail = ' ... ';
        end -= 5;
        break;
      }
    }
    const shown = this.buffer.slice(start, end).join('');
    const caret = ' '.repeat(INDENT + this.pointer - start + head.length);
    return `${' '.repeat(INDENT)}${head}${shown}${tail}\n${caret}^`;
  }
}

/** What PyYAML says: the problem, and where it helps the thing it was busy with, each with its place. */
export interface Complaint {
  context?: string;
  contextMark?: Mark;
  problem: string;
  mark: Mark;
}

/** The error of a PyYAML stage ("ScannerError", "ParserError", ...) with PyYAML's text. */
export function yamlError(pythonType: string, { context, contextMark, problem, mark }: Complaint): KeyspaceError {
  const samePlace = contextMark?.line === mark.line && contextMark.column === mark.column;
  const lines = [context, samePlace ? undefined : contextMark?.toString(), problem, mark.toString()];
  return new KeyspaceError(pythonType, lines.filter((line) => line !== undefined).join('\n'));
}

export function scannerError(complaint: Complaint): KeyspaceError {
  return yamlError('ScannerError', complaint);
}

/** `within`: what was being parsed, and where it began. */
export function parserError(mark: Mark, problem: string, within?: { context: string; mark: Mark }): KeyspaceError {
  const place = within ? { context: within.context, contextMark: within.mark } : {};
  return yamlError('ParserError', { ...place, problem, mark });
}
