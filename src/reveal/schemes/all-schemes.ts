import { blockSchemes, cacheBlockSchemes, evenAndOddScheme } from './block-schemes.ts';
import { fusedSchemes } from './fused-schemes.ts';
import { halvingSchemes, usualSchemes } from './halving-schemes.ts';
import { backwardSchemes, laneSchemes } from './lane-schemes.ts';
import type { Scheme } from './scheme.ts';
import { vectorSchemes } from './vector-schemes.ts';

/** All schemes, the simplest names first: a tree that several give is called by the first. */
export const schemes: readonly Scheme[] = [
  ...usualSchemes,
  ...laneSchemes,
  ...blockSchemes,
  ...halvingSchemes,
  ...vectorSchemes,
  ...backwardSchemes,
  evenAndOddScheme,
  ...cacheBlockSchemes,
  ...fusedSchemes,
];
