/**
 * Random choices of the search, the same in every run: a 32-bit linear congruential generator with the multiplier and
 * increment of Numerical Recipes (Press et al., 1992, section 7.1, "quick and dirty"), of which the high bits are used.
 * No statistics rest on it: it picks pairs and samples, and every answer is proved whatever it picks.
 */
export interface SmallRng {
  /** A whole number in 0 … bound − 1, for bound up to 2^24. */
  below(bound: number): number;
}

export function smallRng(seed: number): SmallRng {
  let state = seed | 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 8;
  };
  for (let warm = 0; warm < 4; warm += 1) next();
  return { below: (bound) => Math.floor((next() / 2 ** 24) * bound) };
}
