/** A line of an AWS config or credentials file with its line end; the texts of all lines together are the file. */
export type IniLine =
  | { kind: 'section'; text: string; header: string }
  | { kind: 'property'; text: string; key: string; value: string }
  /** `s3 =` opens a block of indented lines. */
  | { kind: 'block'; text: string; key: string }
  | { kind: 'nested'; text: string; key: string; value: string; block: string }
  /** Comments, blank lines and what no AWS tool reads. */
  | { kind: 'other'; text: string };

/**
 * Reads the lines as the AWS SDK for JavaScript does, which the app's credentials come from: `#` and `;` begin a comment
 * at the line's start or after a space, a property without a value opens a block, a property that is not indented ends it.
 * Format: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function readLines(text: string): IniLine[] {
  let inSection = false;
  let block: string | null = null;
  return splitLines(text).map((line): IniLine => {
    const body = line.replace(/\r?\n$/, '').replace(/^\uFEFF/, '');
    const said = withoutComment(body).trim();
    if (said.startsWith('[') && said.endsWith(']')) {
      inSection = true;
      block = null;
      return { kind: 'section', text: line, header: said.slice(1, -1) };
    }
    const equals = said.indexOf('=');
    if (!inSection || equals < 1) return { kind: 'other', text: line };
    const key = said.slice(0, equals).trim();
    const value = said.slice(equals + 1).trim();
    if (value === '') {
      block = key;
      return { kind: 'block', text: line, key };
    }
    if (block !== null && /^\s/.test(body)) return { kind: 'nested', text: line, key, value, block };
    block = null;
    return { kind: 'property', text: line, key, value };
  });
}

/** Each line with its end: `\n`, `\r\n`, or none for the last. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

export function withoutComment(line: string): string {
  return line.split(/(?:^|\s)[;#]/, 1)[0] ?? '';
}
