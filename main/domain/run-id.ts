const STAMP = /^(\d{4})_(\d{2})_(\d{2})_(\d{2})_(\d{2})_(\d{2})$/;

/** The name of a run's folder, as psimulate names it, but in UTC: it sorts by time whichever computer made it. */
export function runStamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace(/[-T:]/g, '_');
}

/** The moment that a stamp names; null where it is none (a 31st of February neither). */
export function parseRunStamp(stamp: string): Date | null {
  const match = STAMP.exec(stamp);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) || runStamp(at) !== stamp ? null : at;
}

/** `<model>/<stamp>` */
export function runId(model: string, stamp: string): string {
  return `${model}/${stamp}`;
}

export function parseRunId(id: string): { model: string; stamp: string } | null {
  const [model, stamp, ...rest] = id.split('/');
  return model && stamp && rest.length === 0 && parseRunStamp(stamp) ? { model, stamp } : null;
}

export type ParsedRunReference =
  | { kind: 'latest' }
  | { kind: 'stamp'; stamp: string }
  | { kind: 'id'; model: string; stamp: string }
  | { kind: 'uri'; uri: string };

/** What a user may call a run by; null where it can be none of them. */
export function parseRunReference(reference: string): ParsedRunReference | null {
  const text = reference.trim();
  if (text === 'latest') return { kind: 'latest' };
  if (text.startsWith('s3://')) return { kind: 'uri', uri: text.replace(/\/+$/, '') };
  if (parseRunStamp(text)) return { kind: 'stamp', stamp: text };
  const id = parseRunId(text);
  return id && { kind: 'id', ...id };
}
