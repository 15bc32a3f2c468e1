import type { BranchConfiguration as Branch } from '#contract/run';

/** A nested branch as dotted keys and values, sorted by key: `{a: {b: 1}}` -> `[['a.b', '1']]`. */
export function flatBranch(branch: Branch, prefix = ''): [key: string, value: string][] {
  return Object.entries(branch)
    .flatMap(([key, value]): [string, string][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? flatBranch(value, `${prefix}${key}.`)
        : [[`${prefix}${key}`, typeof value === 'string' ? value : JSON.stringify(value)]],
    )
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A branch in one line: `scenario: treated`. The last part of a key says enough unless two keys share it. */
export function branchLabel(branch: Branch): string {
  const flat = flatBranch(branch);
  const last = (key: string) => key.split('.').at(-1) ?? key;
  const names = flat.map(([key]) => last(key));
  const label = flat
    .map(([key, value]) => `${names.filter((name) => name === last(key)).length > 1 ? key : last(key)}: ${value}`)
    .join(', ');
  return label || 'the specification as it is';
}
