/** The place [image, row, column, channel] of output `index` in an NHWC output of this shape. */
export function positionOf(
  [, rows, columns, channels]: readonly [number, number, number, number],
  index: number,
): readonly [number, number, number, number] {
  const place = Math.floor(index / channels);
  const row = Math.floor(place / columns);
  return [Math.floor(row / rows), row % rows, place % columns, index % channels];
}
