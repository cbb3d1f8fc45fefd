import { blockFamilies, cacheBlockFamilies, evenAndOddFamily } from './block-families.ts';
import type { Family } from './family.ts';
import { fusedFamilies } from './fused-families.ts';
import { halvingFamilies, usualFamilies } from './halving-families.ts';
import { backwardFamilies, laneFamilies } from './lane-families.ts';
import { vectorFamilies } from './vector-families.ts';

/** All families, the simplest names first: a tree that several give is called by the first. */
export const families: readonly Family[] = [
  ...usualFamilies,
  ...laneFamilies,
  ...blockFamilies,
  ...halvingFamilies,
  ...vectorFamilies,
  ...backwardFamilies,
  evenAndOddFamily,
  ...cacheBlockFamilies,
  ...fusedFamilies,
];
