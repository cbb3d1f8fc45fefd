/** The bit patterns of numbers, in their own memory. */
export function wordsOf(numbers: Float32Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
}
