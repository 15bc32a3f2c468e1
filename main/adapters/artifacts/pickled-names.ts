/**
 * The strings of a list of names as PyTables keeps it: a protocol-0 pickle such as `(lp0\nVdraw_0\np1\naVdraw_1\np2\na.`
 * (https://docs.python.org/3/library/pickletools.html: V is a string up to the line's end). Nothing is executed.
 */
export function pickledNames(text: string): string[] {
  return [...text.matchAll(/(?:^|\n|a|\()V([^\n]*)\n/g)].map(([, name = '']) => name);
}
