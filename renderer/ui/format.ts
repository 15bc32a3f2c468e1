/** How figures are said everywhere in the app. Pure; English, tabular digits by CSS. */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Bytes in decimal units, as S3 bills them: `1.5 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '–';
  let value = bytes;
  let unit = 0;
  // 999.95 would round to "1000.0", so the step up comes before the rounding does.
  while (value >= (unit === 0 ? 1000 : 999.95) && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : value.toFixed(value < 10 ? 2 : 1)} ${BYTE_UNITS[unit] ?? ''}`;
}

/** Seconds as a person says them, two units at most: `3 min 20 s`, `2 h 5 min`, `0.4 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor((total % 86_400) / 3600), 'h'],
    [Math.floor((total % 3600) / 60), 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** Milliseconds of a query: `12 ms`, `3.4 s`. */
export function formatMilliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : formatDuration(ms / 1000);
}

/** A count with thousands separated: `4,000`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** `1 task`, `12 tasks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Speed of an activity in its own unit. */
export function formatRate(rate: number, unit: 'bytes' | 'items' | 'steps'): string {
  if (unit === 'bytes') return `${formatBytes(rate)}/s`;
  return rate >= 1 ? `${rate.toFixed(1)}/s` : `${(rate * 60).toFixed(1)}/min`;
}

/** Moments: relative within a day, then the date. `now` in epoch ms. */
export function formatWhen(iso: string, now: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '–';
  const seconds = (now - then) / 1000;
  if (seconds >= -5 && seconds < 45) return 'just now';
  if (seconds >= 45 && seconds < 3570) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds >= 3570 && seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return formatDate(iso);
}

const date = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `23 Nov 2026, 15:06`, in the computer's time zone. */
export function formatDate(iso: string): string {
  const then = Date.parse(iso);
  return Number.isNaN(then) ? '–' : date.format(then);
}

/** A table's value as shown: whole numbers in full, others with 7 significant digits; null is said by the caller. */
export function formatValue(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(5);
  return String(Number(value.toPrecision(7)));
}

/** Share of a whole as a percentage that says 100 only when all is done, 0 only when nothing is. */
export function percentage(done: number, total: number): number {
  if (total <= 0) return 0;
  const share = (100 * done) / total;
  if (share > 99 && done < total) return 99;
  if (share < 1 && done > 0) return 1;
  return Math.round(share);
}
