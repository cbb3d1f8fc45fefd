/** Blocks of matrix products that are no powers of two. */
const usualBlocks = [24, 48, 96, 192, 384] as const;

/**
 * Sizes that are tested first: the first 17; powers of two with both neighbours, and other usual blocks; and the last
 * 16, so that every residue mod 16 is met twice: what blocks of 2, 4, 8 or 16 leave over is not monotone.
 */
export function gridOf(least: number, most: number): readonly number[] {
  const sizes = new Set<number>();
  for (let size = least; size <= least + 16; size += 1) sizes.add(size);
  for (let power = 8; power <= most; power *= 2) for (const size of [power - 1, power, power + 1]) sizes.add(size);
  for (const size of usualBlocks) sizes.add(size);
  for (let size = most - 15; size <= most; size += 1) sizes.add(size);
  return [...sizes].filter((size) => size >= least && size <= most).sort((a, b) => a - b);
}

const periods = [1, 2, 4, 8, 16] as const;

/** Tested sizes of one residue, ascending. */
const ofResidue = (sizes: readonly number[], period: number, residue: number): readonly number[] =>
  sizes.filter((size) => size % period === residue);

/** Neighbouring tested sizes of one residue that are not alike. */
export function changesOf(
  sizes: readonly number[],
  period: number,
  alike: (a: number, b: number) => boolean,
): readonly (readonly [number, number])[] {
  return Array.from({ length: period }, (_, residue) => ofResidue(sizes, period, residue)).flatMap((own) =>
    own.slice(1).flatMap((size, index) => (alike(own[index]!, size) ? [] : [[own[index]!, size] as const])),
  );
}

/**
 * The period with which what is computed goes with the size: 1, or 4 where the last `size mod 4` rows are computed in
 * another way. It is the one with the fewest changes within residues; a longer period must save some. Sizes to 16 are
 * left out: all of them are tested, and a block that is not filled is computed otherwise than the rest of a full one.
 */
export function periodOf(sizes: readonly number[], alike: (a: number, b: number) => boolean): number {
  const larger = sizes.filter((size) => size > 16);
  const costs = periods.map((period) => changesOf(larger, period, alike).length + period / 4);
  return periods[costs.indexOf(Math.min(...costs))]!;
}

/** Ranges between tested sizes, inclusive. */
export function gapsOf(sizes: readonly number[]): readonly (readonly [number, number])[] {
  return sizes.slice(1).flatMap((size, index) => {
    const before = sizes[index]!;
    return size - before > 1 ? [[before + 1, size - 1] as const] : [];
  });
}
