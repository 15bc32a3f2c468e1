import { KeyspaceError } from '../errors.ts';
import { PyTimestamp } from '../python/values.ts';

const PATTERN =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** A `datetime.date` or `datetime.datetime` of YAML 1.1's timestamps. */
export function constructTimestamp(text: string): PyTimestamp {
  const match = PATTERN.exec(text);
  if (!match) throw new KeyspaceError('AttributeError', "'NoneType' object has no attribute 'groupdict'");
  const [, year = '', month = '', day = '', hour, minute = '', second = '', fraction = ''] = match;
  checkDate(Number(year), Number(month), Number(day));
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const dateArguments = `${Number(year)}, ${Number(month)}, ${Number(day)}`;
  if (hour === undefined) return new PyTimestamp(date, `datetime.date(${dateArguments})`);
  requireRange('hour', Number(hour), 23);
  requireRange('minute', Number(minute), 59);
  requireRange('second', Number(second), 59);
  const microseconds = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const shownFraction = microseconds > 0 ? `.${microseconds.toString().padStart(6, '0')}` : '';
  const zone = zoneOf(match.slice(8));
  const time = `${hour.padStart(2, '0')}:${minute}:${second}${shownFraction}`;
  const seconds = Number(second) > 0 || microseconds > 0 ? `, ${Number(second)}` : '';
  const shownMicroseconds = microseconds > 0 ? `, ${microseconds}` : '';
  const timeArguments = `${Number(hour)}, ${Number(minute)}${seconds}${shownMicroseconds}`;
  return new PyTimestamp(
    `${date} ${time}${zone.iso}`,
    `datetime.datetime(${dateArguments}, ${timeArguments}${zone.repr})`,
  );
}

function zoneOf([zone, sign, hours, minutes]: (string | undefined)[]): { iso: string; repr: string } {
  if (zone === undefined) return { iso: '', repr: '' };
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
  if (offset === 0) return { iso: '+00:00', repr: ', tzinfo=datetime.timezone.utc' };
  const [h, m] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const iso = `${offset < 0 ? '-' : '+'}${h.toString().padStart(2, '0')}:${m.toString().padStart(2, '0')}`;
  // Python keeps a negative difference as whole days back and seconds forward.
  const delta = offset < 0 ? `days=-1, seconds=${86_400 + offset * 60}` : `seconds=${offset * 60}`;
  return { iso, repr: `, tzinfo=datetime.timezone(datetime.timedelta(${delta}))` };
}

function checkDate(year: number, month: number, day: number): void {
  if (year === 0) throw new KeyspaceError('ValueError', 'year 0 is out of range');
  if (month < 1 || month > 12) throw new KeyspaceError('ValueError', 'month must be in 1..12');
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (day < 1 || day > days) throw new KeyspaceError('ValueError', 'day is out of range for month');
}

function requireRange(what: string, value: number, max: number): void {
  if (value > max) throw new KeyspaceError('ValueError', `${what} must be in 0..${max}`);
}
