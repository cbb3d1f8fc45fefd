/** A stretch of numbered parts, `to` excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The single part that fails on its own, by halves; undefined if a stretch fails only as a whole. `fails` is asked at
 * most twice for each halving. The whole stretch is known to fail.
 */
export async function failingPart(
  { from, to }: Stretch,
  fails: (stretch: Stretch) => Promise<boolean>,
): Promise<number | undefined> {
  if (to - from === 1) return from;
  const middle = (from + to) >> 1;
  for (const half of [
    { from, to: middle },
    { from: middle, to },
  ])
    if (await fails(half)) return failingPart(half, fails);
  return undefined;
}
