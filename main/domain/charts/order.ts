import type { Value } from '#contract/results';

const NEWBORN: Record<string, number> = {
  early_neonatal: 0,
  late_neonatal: 7,
  post_neonatal: 28,
  neonatal: 0,
  under_5: 0,
  all_ages: -1,
};
const DAYS = { day: 1, month: 30.4, year: 365.25 };

/**
 * The order in which names mean something: age groups by their first day, numbers by size, else as the rows have them.
 * Age groups are those of the Global Burden of Disease as vivarium writes them: `early_neonatal`, `1-5_months`, `2_to_4`.
 */
export function meaningfulOrder(values: readonly Value[]): Value[] {
  const distinct = [...new Set(values)];
  const keys = new Map(distinct.map((value) => [value, rank(value)]));
  if (![...keys.values()].every((key) => key !== undefined)) return distinct;
  return distinct.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
}

function rank(value: Value): number | undefined {
  if (typeof value === 'number') return value * DAYS.year;
  if (typeof value !== 'string') return undefined;
  const name = value.trim().toLowerCase().replace(/\s+/g, '_');
  if (name in NEWBORN) return NEWBORN[name];
  const match = /^(\d+(?:\.\d+)?)(?:(?:-|_to_)\d+)?(?:_(day|month|year)s?)?(?:_plus|\+)?$/.exec(name);
  if (!match) return undefined;
  return Number(match[1]) * DAYS[(match[2] ?? 'year') as keyof typeof DAYS];
}
