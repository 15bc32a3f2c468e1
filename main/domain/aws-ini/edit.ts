import { type IniLine, readLines, withoutComment } from './lines.ts';
import { headerOf, type IniFile, sectionOf } from './sections.ts';

/** A value to write, or null to take the property out. */
export type Changes = Record<string, string | null>;

/**
 * The file with these properties of a profile changed and every other byte as it was: comments, spacing, line ends,
 * blocks, duplicates. A property that is there keeps its place (the last one, which counts, where it is said twice); a
 * new one comes after the profile's last property; a new profile comes at the end. Throws RangeError for a value that
 * the format cannot hold.
 */
export function editProfile(text: string, file: IniFile, profile: string, changes: Changes): string {
  for (const [key, value] of Object.entries(changes)) checkValue(key, value);
  if (/[[\]\r\n"']/.test(profile) || profile.trim() !== profile || profile === '')
    throw new RangeError('A profile name has no brackets, quotes or line ends');
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = readLines(text);
  const own = ownLines(lines, file, profile);
  if (own.length === 0) return withNewProfile(text, headerOf(profile, file), changes, end);
  const replaced = new Map<number, string>();
  const added: string[] = [];
  for (const [key, value] of Object.entries(changes)) {
    const places = own.filter((index) => isProperty(lines[index], key));
    const last = places.at(-1);
    if (value === null) for (const place of places) replaced.set(place, '');
    else if (last === undefined) added.push(`${key} = ${value}${end}`);
    else replaced.set(last, withValue(lines[last]?.text ?? '', value));
  }
  const after = lastOf(own, lines);
  return lines
    .map(({ text: line }, index) => {
      const own = replaced.get(index) ?? line;
      if (index !== after || added.length === 0) return own;
      return `${own === '' || own.endsWith('\n') ? own : `${own}${end}`}${added.join('')}`;
    })
    .join('');
}

function checkValue(key: string, value: string | null): void {
  if (value === null) return;
  if (value === '' || value.trim() !== value || /[\r\n]/.test(value) || withoutComment(value) !== value)
    throw new RangeError(`The value of ${key} cannot stand in an AWS file`);
}

/** Indices of the profile's lines, headers included, over all places where the file opens it. */
function ownLines(lines: readonly IniLine[], file: IniFile, profile: string): number[] {
  let inside = false;
  return lines.flatMap((line, index) => {
    if (line.kind === 'section') {
      const section = sectionOf(line.header, file);
      inside = section?.kind === 'profile' && section.name === profile;
    }
    return inside ? [index] : [];
  });
}

function isProperty(line: IniLine | undefined, key: string): boolean {
  return line?.kind === 'property' && line.key === key;
}

/** Where something new goes: after the last line that says something, so that blank lines and comments stay below. */
function lastOf(own: readonly number[], lines: readonly IniLine[]): number {
  return own.findLast((index) => lines[index]?.kind !== 'other') ?? own[0] ?? -1;
}

/** The line with another value between its equals sign and its comment. */
function withValue(line: string, value: string): string {
  const [, before = '', rest = ''] = /^([^=]*=\s*)([\s\S]*)$/.exec(line) ?? [];
  const old = withoutComment(rest.replace(/\r?\n$/, '')).trimEnd();
  return `${before}${value}${rest.slice(old.length)}`;
}

function withNewProfile(text: string, header: string, changes: Changes, end: string): string {
  const gap = text === '' ? '' : text.endsWith('\n') ? end : `${end}${end}`;
  const lines = Object.entries(changes).flatMap(([key, value]) => (value === null ? [] : [`${key} = ${value}`]));
  return `${text}${gap}${[header, ...lines].join(end)}${end}`;
}
