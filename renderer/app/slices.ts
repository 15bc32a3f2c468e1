/** How a file goes to the app's core in slices. Pure. */

export interface Slice {
  /** From 1. */
  part: number;
  start: number;
  end: number;
}

/** The slices of a file of `size` bytes; an empty file has one empty slice. `have` is what the core holds already. */
export function slicesOf(size: number, partSize: number, have: readonly number[] = []): Slice[] {
  if (partSize <= 0) throw new RangeError(`A slice needs a size over 0, got ${partSize}`);
  const count = Math.max(1, Math.ceil(size / partSize));
  const held = new Set(have);
  return Array.from({ length: count }, (_, index) => ({
    part: index + 1,
    start: index * partSize,
    end: Math.min(size, (index + 1) * partSize),
  })).filter(({ part }) => !held.has(part));
}

/** Runs `work` on each item, at most `width` at a time, in order; the first error ends it. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (!failed && next < items.length) {
      const item = items[next++] as T;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
