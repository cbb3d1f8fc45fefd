import { bits32 } from '../float/bits.ts';
import type { ExplainRequest } from './explain-request.ts';
import type { ExplainedCase } from './explanation.ts';

/** Larger cases are not written out in the record. */
const mostInputBits = 4096;

/** What the record says of the case. */
export function explainedCase({ case: input, source, roundedInputs }: ExplainRequest): ExplainedCase {
  const small = input.image.length + input.kernel.length <= mostInputBits;
  return {
    shape: input.shape,
    source,
    roundedInputs,
    imageBits: small ? Array.from(input.image, bits32) : null,
    kernelBits: small ? Array.from(input.kernel, bits32) : null,
  };
}
