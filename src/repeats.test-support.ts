/**
 * How often a law is tried on random inputs: all times with `npm run test:thorough`, as every night, else a part of
 * them. The inputs of the part are the first ones of the whole.
 */
export const repeats = <T = number>(all: T, part: T): T => (process.env.LASTBIT_THOROUGH === undefined ? part : all);
