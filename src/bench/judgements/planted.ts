import { narrowPlanted, transformPlanted } from './planted-arithmetic.ts';
import { changedPlanted, convPlanted } from './planted-convolutions.ts';
import { exchangedPlanted, formatPlanted } from './planted-formats.ts';
import type { Planted } from './planted-layer.ts';
import { integerPlanted, productPlanted, sumPlanted } from './planted-sums.ts';

/** One of each kind; other seeds have other numbers. */
export function plantedCases(seed: number): readonly Planted[] {
  return [
    ...convPlanted(seed),
    ...changedPlanted(seed),
    ...narrowPlanted(seed),
    ...transformPlanted(seed),
    ...productPlanted(seed),
    ...sumPlanted(seed),
    ...integerPlanted(seed),
    ...formatPlanted(seed),
    ...exchangedPlanted(seed),
  ];
}
