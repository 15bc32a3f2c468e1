/** Pixels that axes and a legend take beside the plot, about. */
const BESIDE = 170;

type Spec = Record<string, unknown>;

/**
 * The specification made to fit `room` pixels: where its plot with axes is wider, it is laid out anew at that width (texts keep
 * their size, unlike in a scaled picture). Charts of several views are left as they are; the page scrolls them. Pure.
 */
export function fitWidth(spec: Spec, room: number): Spec {
  const views = ['facet', 'hconcat', 'vconcat', 'concat', 'repeat'].some((key) => key in spec);
  const inFacets =
    typeof spec['encoding'] === 'object' &&
    spec['encoding'] !== null &&
    ['facet', 'row', 'column'].some((key) => Reflect.has(spec['encoding'] as object, key));
  const width = typeof spec['width'] === 'number' ? spec['width'] : null;
  if (views || inFacets || width === null || room <= 0 || width + BESIDE <= room) return spec;
  return { ...spec, width: room, autosize: { type: 'fit-x', contains: 'padding' } };
}
