const least = -1074;
const powers = Float64Array.from({ length: 1024 - least }, (_, index) => 2 ** (index + least));

/** 2^e for a whole number e. A table, because rounding needs it for every number, and `**` takes ten times as long. */
export const powerOfTwo = (e: number): number => powers[e - least] ?? 2 ** e;
