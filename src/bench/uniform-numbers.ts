/** Binary32 numbers from [-1, 1), all from one seed, by xorshift32 (Marsaglia 2003): for speed measurements, where only the spread of values matters. */
export function uniformNumbers(count: number, seed: number): Float32Array {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  return Float32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >> 8) * 2 ** -23;
  });
}
