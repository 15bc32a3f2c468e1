import type { Output } from './output.ts';

const ESCAPES: Record<string, string> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1B': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xA0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

/** Writes a text without quotes, folding at single spaces beyond the best width unless it is a key. */
export function writePlain(output: Output, text: string, split: boolean): void {
  if (text === '') return;
  if (!output.whitespace) output.write(' ');
  output.endOfGap();
  for (const piece of text.split(/( +)/)) {
    if (piece === ' ' && output.isWide && split) {
      output.newItem();
      output.endOfGap();
    } else {
      output.write(piece);
    }
  }
}

/** Writes a text in single quotes; a line break in it is written doubled, as YAML folds a single one to a space. */
export function writeSingleQuoted(output: Output, text: string, split: boolean): void {
  output.indicator("'", true);
  const pieces = text.split(/( +|\n+)/).filter((piece) => piece !== '');
  pieces.forEach((piece, i) => {
    const inside = i > 0 && i < pieces.length - 1;
    if (piece === ' ' && output.isWide && split && inside) {
      output.newItem();
    } else if (piece.startsWith('\n')) {
      output.lineBreak();
      for (let k = 0; k < piece.length; k++) output.lineBreak();
      output.newItem();
    } else {
      output.write(piece.replaceAll("'", "''"));
    }
  });
  output.indicator("'", false);
}

/** Writes a text in double quotes with everything but printable ASCII escaped, breaking lines with a backslash. */
export function writeDoubleQuoted(output: Output, text: string, split: boolean): void {
  const characters = Array.from(text);
  let pending = '';
  const flush = (): void => {
    output.write(pending);
    pending = '';
  };
  output.indicator('"', true);
  characters.forEach((character, i) => {
    const escaped = character < ' ' || character > '~' || '"\\'.includes(character);
    if (escaped) {
      flush();
      output.write(escape(character));
    }
    // PyYAML's count is one short right after an escape; kept, since it decides where lines end.
    const width = escaped ? -1 : pending.length;
    const mayBreak = i > 0 && i < characters.length - 1 && (character === ' ' || escaped || pending === '');
    if (split && mayBreak && output.wouldBeWide(width)) {
      output.write(`${pending}\\`);
      pending = '';
      output.newItem();
      output.endOfGap();
      const next = escaped ? characters[i + 1] : character;
      if (next === ' ') output.write('\\');
    }
    if (!escaped) pending += character;
  });
  flush();
  output.indicator('"', false);
}

function escape(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
