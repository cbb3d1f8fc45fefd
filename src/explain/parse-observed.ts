import { UsageError } from '../errors/usage-error.ts';

/** A number that somebody printed, as it was printed. */
export interface Observed {
  readonly name: string;
  readonly printed: string;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i;
/** A binary64 number printed in full has at most 767 significant digits. */
const longest = 1200;

/** Reads `NAME=NUMBER`. The number stays text, because its last digit is what it tells. */
export function parseObserved(text: string): Observed {
  const right = 'it is NAME=NUMBER with a decimal number, as in mine=0.00140382';
  const cut = text.lastIndexOf('=');
  if (cut < 0) throw new UsageError(`--observed ${text}: no "="; ${right}`);
  const name = text.slice(0, cut).trim();
  const printed = text.slice(cut + 1).trim();
  if (name === '') throw new UsageError(`--observed ${text}: no name before "="; ${right}`);
  if (!decimal.test(printed))
    throw new UsageError(`--observed ${text}: ${JSON.stringify(printed)} is not a decimal number; ${right}`);
  if (printed.length > longest)
    throw new UsageError(`--observed ${name}: more than ${longest} characters; no binary64 number has as many digits`);
  return { name, printed };
}
