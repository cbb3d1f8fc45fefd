import { arithmeticBugs, falseClaims } from './arithmetic-mutants.ts';
import { indexBugs } from './index-mutants.ts';
import type { Mutant } from './mutant.ts';
import { operationMutants } from './operation-mutants.ts';
import { sizeMutants } from './size-mutants.ts';

/** Wrong implementations, from gross to subtle, all wrong on small shapes. Tolerances are compared on them. */
export const mutants: readonly Mutant[] = [...indexBugs, ...arithmeticBugs, ...falseClaims];

/** All wrong implementations that the fuzzer must find. */
export const allMutants: readonly Mutant[] = [...mutants, ...sizeMutants, ...operationMutants];
