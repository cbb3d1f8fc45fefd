/** How near a bound error ÷ bound comes, in octaves above 2^-12: 0 there and below, 12 where the bound is attained. */
export const mostOctaves = 12;

export function octavesAbove(attained: number): number {
  return attained > 0 ? mostOctaves - Math.min(mostOctaves, Math.max(0, -Math.log2(attained))) : 0;
}
