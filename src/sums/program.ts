import type { Flush } from './accumulation.ts';

/**
 * An accumulation as a flat list of instructions on registers, four integers each: opcode, register, and two operands.
 * A register holds one value per window of a block; every instruction runs over the whole block before the next one
 * does, so that what is decided per instruction is not decided per window.
 */
export interface Program {
  readonly code: Int32Array;
  /** Terms of chains and registers of sums, by the ranges in `code`. */
  readonly operands: Int32Array;
  readonly registers: number;
  /** How many terms a window has. */
  readonly terms: number;
  /** The register that holds the result in the end. */
  readonly output: number;
  readonly flush: Flush;
  readonly result: 'binary32' | 'binary64';
}

/** Chains add the products of operands a to b − 1 to the register, one after the other. */
export const opcode = {
  /** register = +0 */
  zero: 0,
  /** register = product of term a, rounded to binary32 if b is 1 */
  product: 1,
  /**
   * rounded product, then one rounding to binary64 and one to binary32 (which are one where the register holds
   * binary32)
   */
  chainRounded: 2,
  /** exact product, one rounding to binary32: FMA */
  chainFused: 3,
  /** exact product, one rounding to binary64 */
  chainWide: 4,
  /** rounded product, one rounding to binary64 */
  chainRoundedWide: 5,
  /** exact product, one rounding to binary64 and one to binary32 */
  chainTwice: 6,
  /** register += register a, rounded once to binary32 */
  addOnce: 7,
  /** register += register a, rounded to binary64 and then to binary32 */
  addTwice: 8,
  /** register += register a, rounded once to binary64 */
  addWide: 9,
  /** register = sum of the registers in operands a to b − 1, rounded once to binary32 */
  sumOnce: 10,
  /** the same, rounded once to binary64 */
  sumWide: 11,
  /** register rounded to binary32 */
  round: 12,
} as const;

export const instructionLength = 4;
