import { readLines } from './lines.ts';

export type SectionKind = 'profile' | 'sso-session' | 'services';

export interface Section {
  kind: SectionKind;
  name: string;
  /** Values by key; those of a block under `block.key`. Of a key said twice the last counts. */
  values: Record<string, string>;
  /** How often the file opens it; the AWS command line refuses a file in which that is more than once. */
  times: number;
}

export type IniFile = 'config' | 'credentials';

/**
 * What a file says, duplicates merged. In `config` a profile's header is `[profile name]` (or `[default]`), in
 * `credentials` it is `[name]`.
 */
export function readSections(text: string, file: IniFile): Section[] {
  const found = new Map<string, Section>();
  let current: Section | undefined;
  for (const line of readLines(text)) {
    if (line.kind === 'section') {
      const meant = sectionOf(line.header, file);
      current = meant && open(found, meant);
    } else if (current && (line.kind === 'property' || line.kind === 'nested')) {
      current.values[line.kind === 'nested' ? `${line.block}.${line.key}` : line.key] = line.value;
    }
  }
  return [...found.values()];
}

function open(found: Map<string, Section>, { kind, name }: Pick<Section, 'kind' | 'name'>): Section {
  const id = `${kind} ${name}`;
  const section = found.get(id) ?? { kind, name, values: {}, times: 0 };
  section.times += 1;
  found.set(id, section);
  return section;
}

/** Whose section a header opens; undefined for one that this file does not have. */
export function sectionOf(header: string, file: IniFile): { kind: SectionKind; name: string } | undefined {
  const typed = /^\s*(profile|sso-session|services)\s+(["'])?(.+?)\2?\s*$/.exec(header);
  const name = typed?.[3]?.trim();
  if (file === 'config' && name !== undefined && name !== '') return { kind: typed?.[1] as SectionKind, name };
  const bare = header.trim();
  if (file === 'config') return bare === 'default' ? { kind: 'profile', name: 'default' } : undefined;
  return bare === '' ? undefined : { kind: 'profile', name: bare };
}

/** The header's text for a profile that is to be added. */
export function headerOf(profile: string, file: IniFile): string {
  if (file === 'credentials' || profile === 'default') return `[${profile}]`;
  return /\s/.test(profile) ? `[profile "${profile}"]` : `[profile ${profile}]`;
}
