/**
 * What an engine does with numbers below 2^-126, the smallest normal binary32 number, as found by probing it.
 * `products` and `sums`: a result there becomes 0. `inputs`: an input there is read as 0. An engine that was never probed
 * is taken to keep subnormals, which is what the standard says; nothing here is believed of a foreign engine.
 */
export interface UnderflowTraits {
  readonly products: 'kept' | 'flushed';
  readonly sums: 'kept' | 'flushed';
  readonly inputs: 'kept' | 'flushed';
}

export const gradualUnderflow: UnderflowTraits = { products: 'kept', sums: 'kept', inputs: 'kept' };
