/** What an output's place is made of: the case of the call, and [image, row, column, channel] of the output. */
export const axes = ['case', 'image', 'row', 'column', 'channel'] as const;

/** Where one batch had wrong outputs: for each axis its size, and the indices of wrong outputs, from 0. */
export interface WrongPlaces {
  readonly sizes: readonly number[];
  readonly at: readonly ReadonlySet<number>[];
}

/** Where all wrong outputs lie. */
export interface PlacePattern {
  readonly words: string;
  /** Whether outputs of these sizes have places apart from such a one. */
  fits(sizes: readonly number[]): boolean;
}

interface PlaceRule {
  readonly words: string;
  has(index: number, size: number): boolean;
}

const blocks = [2, 4, 8, 16, 32, 64, 128, 256] as const;

/** The rules for one axis, the plain ones first. */
function rulesFor(name: string, least: number): readonly PlaceRule[] {
  return [
    { words: `last ${name}`, has: (index, size) => index === size - 1 },
    { words: `first ${name}`, has: (index) => index === 0 },
    { words: `first two ${name}s`, has: (index) => index < 2 },
    ...[...blocks].reverse().map((block) => ({
      words: `${name}s from ${block} on`,
      has: (index: number) => index >= block,
    })),
    ...blocks.map((block) => ({
      words: `${name}s after the last whole group of ${block}`,
      has: (index: number, size: number) => index >= size - (size % block),
    })),
    ...(least > 0 ? [{ words: `${name} ${least}`, has: (index: number) => index === least }] : []),
    ...blocks.slice(0, 4).map((block) => ({
      words: `${name}s that are ${least % block} modulo ${block}`,
      has: (index: number) => index % block === least % block,
    })),
  ];
}

/** A rule must leave out this share of all indices, or it says nothing. */
const leastLeftOut = 0.25;
/** This share of what a rule names must be wrong in some case, or it is too wide. */
const leastWrong = 0.6;
const fewestBatches = 3;

/** The narrowest place in which all wrong outputs of all batches lie; undefined if they lie anywhere. */
export function placePattern(batches: readonly WrongPlaces[]): PlacePattern | undefined {
  if (batches.length < fewestBatches) return undefined;
  const found = axes.flatMap((name, axis) => {
    const rule = ruleOf(name, axis, batches);
    return rule === undefined ? [] : [{ axis, rule }];
  });
  if (found.length === 0) return undefined;
  return {
    words: found
      .map(({ rule }) => rule.words)
      .reverse()
      .join(', '),
    fits: (sizes) => found.every(({ axis }) => sizes[axis]! > 1),
  };
}

function ruleOf(name: string, axis: number, all: readonly WrongPlaces[]): PlaceRule | undefined {
  // Where there is only one index, every rule holds.
  const batches = all.filter(({ sizes }) => sizes[axis]! > 1);
  if (batches.length < fewestBatches || batches.length < all.length / 2) return undefined;
  const least = Math.min(...batches.flatMap(({ at }) => [...at[axis]!]));
  let best: { readonly rule: PlaceRule; readonly named: number } | undefined;
  for (const rule of rulesFor(name, least)) {
    const holds = batches.every(({ sizes, at }) => [...at[axis]!].every((index) => rule.has(index, sizes[axis]!)));
    if (!holds) continue;
    const named = batches.reduce((sum, { sizes }) => sum + countOf(rule, sizes[axis]!), 0);
    if (best === undefined || named < best.named) best = { rule, named };
  }
  if (best === undefined) return undefined;
  const indices = batches.reduce((sum, { sizes }) => sum + sizes[axis]!, 0);
  const wrong = batches.reduce((sum, { at }) => sum + at[axis]!.size, 0);
  return best.named <= (1 - leastLeftOut) * indices && wrong >= leastWrong * best.named ? best.rule : undefined;
}

function countOf(rule: PlaceRule, size: number): number {
  let count = 0;
  for (let index = 0; index < size; index++) if (rule.has(index, size)) count++;
  return count;
}
