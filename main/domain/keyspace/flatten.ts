import type { Branch, PlainValue } from './plain.ts';

/** A branch's values by dotted key, e.g. `{ 'intervention.scenario': 'treated' }`; empty mappings vanish. */
export function flattenBranch(branch: Branch): Record<string, PlainValue> {
  const flat: [string, PlainValue][] = [];
  const visit = (value: Branch, prefix: string): void => {
    for (const [key, item] of Object.entries(value)) {
      const full = prefix === '' ? key : `${prefix}.${key}`;
      if (item !== null && typeof item === 'object' && !Array.isArray(item)) visit(item, full);
      else flat.push([full, item]);
    }
  };
  visit(branch, '');
  return Object.fromEntries(flat);
}

/** The name of the results' column for a dotted key: its last part, as vivarium's worker names it. */
export function columnName(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
