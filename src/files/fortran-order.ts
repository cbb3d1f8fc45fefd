type Read = (from: number, to: number) => Float64Array;

/** Numbers held in C order: 128 MiB. A larger array is read from disk once for each piece of this size. */
const mostHeld = 2 ** 24;
const atATime = 2 ** 16;
/** Runs of neighbours in the file that are worth a call to the operating system each; what lies between is skipped. */
const longRun = 512;

/**
 * Reads in C order what lies in Fortran order, where the first axis is the fastest. `readStored` reads in the order of
 * the file. Memory stays bounded, because a piece of the C order is gathered in one pass over the file.
 */
export function fortranReader(sizes: readonly number[], readStored: Read, most: number = mostHeld): Read {
  const [first = 1, ...others] = sizes.filter((size) => size > 1);
  const runs = others.reduce((product, size) => product * size, 1);
  const length = first * runs;
  const gather: Read = (from, to) => {
    const numbers = new Float64Array(to - from);
    let held: Float64Array = numbers;
    let [start, end] = [0, 0];
    const place = odometer(others);
    for (let run = 0; run < runs; run++) {
      // Row a of the first axis lies at a · runs + rest in C order, and at a + run · first in the file.
      const rest = place();
      const last = Math.min(first, Math.ceil((to - rest) / runs));
      const origin = run * first;
      for (let row = Math.max(0, Math.ceil((from - rest) / runs)); row < last; ) {
        if (origin + row >= end) {
          start = origin + row;
          const wanted = last - row >= longRun ? start + last - row : length;
          end = Math.min(start + atATime, wanted);
          held = readStored(start, end);
        }
        const stop = Math.min(last, end - origin);
        for (; row < stop; row++) numbers[row * runs + rest - from] = held[origin + row - start]!;
      }
    }
    return numbers;
  };
  let numbers: Float64Array = new Float64Array(0);
  let start = 0;
  return (from, to) => {
    if (to - from > most) return gather(from, to);
    if (from < start || to > start + numbers.length) {
      // Before the next piece takes its place, so that two are never held.
      numbers = new Float64Array(0);
      start = length <= most ? 0 : from;
      numbers = gather(start, Math.min(length, start + most));
    }
    return numbers.slice(from - start, to - start);
  };
}

/** Each call gives the index in C order of the next place in Fortran order. */
function odometer(sizes: readonly number[]): () => number {
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1));
  const digits = sizes.map(() => 0);
  let index = -1;
  return () => {
    if (index === -1) {
      index = 0;
      return index;
    }
    for (let axis = 0; axis < sizes.length; axis++) {
      digits[axis]!++;
      index += strides[axis]!;
      if (digits[axis]! < sizes[axis]!) return index;
      index -= sizes[axis]! * strides[axis]!;
      digits[axis] = 0;
    }
    return index;
  };
}
