/** What is known of one side of a pair without reading it: `modified` in milliseconds since 1970. */
export interface Side {
  size: number;
  modified: number;
}

export type SyncAction = 'send' | 'keep' | 'delete' | 'leave';

/**
 * What a sync does about one name, and why:
 *
 * | source | target | difference               | action |
 * |--------|--------|--------------------------|--------|
 * | there  | –      |                          | send   |
 * | there  | there  | other size               | send   |
 * | there  | there  | same size, source newer  | send   |
 * | there  | there  | same size, not newer     | keep   |
 * | –      | there  | extra ones are removed   | delete |
 * | –      | there  |                          | leave  |
 *
 * A transfer of the same content after all (a file that was only touched) is found by its checksum, and sends nothing.
 */
export function syncAction(
  source: Side | undefined,
  target: Side | undefined,
  options: { delete: boolean },
): { action: SyncAction; reason: string } {
  if (!source) return { action: options.delete && target ? 'delete' : 'leave', reason: 'not in the source' };
  if (!target) return { action: 'send', reason: 'new' };
  if (source.size !== target.size) return { action: 'send', reason: 'another size' };
  if (source.modified > target.modified) return { action: 'send', reason: 'newer' };
  return { action: 'keep', reason: 'the same' };
}
