/** The text to underline for a mistake at `position` (0-based): the word there, else one character, always inside the text. */
export function errorRange(text: string, position: number): { from: number; to: number } {
  if (text.length === 0) return { from: 0, to: 0 };
  const at = Math.min(Math.max(0, position), text.length);
  const word = /^[\p{L}\p{N}_.]+/u.exec(text.slice(at))?.[0].length ?? 0;
  if (word > 0) return { from: at, to: at + word };
  const from = at === text.length ? at - 1 : at;
  return { from, to: from + 1 };
}

/** 1-based line and column of an offset, as people say it. */
export function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, position));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
