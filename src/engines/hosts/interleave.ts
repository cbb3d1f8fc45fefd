/**
 * Channels of many cases side by side: from [case][pixel][channel] to [pixel][case · channels + channel], which is one case with
 * count · channels channels.
 */
export function interleave(numbers: Float32Array, count: number, channels: number): Float32Array {
  const pixels = numbers.length / (count * channels);
  const result = new Float32Array(numbers.length);
  for (let index = 0, from = 0; index < count; index++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const to = (pixel * count + index) * channels;
      for (let channel = 0; channel < channels; channel++, from++) result[to + channel] = numbers[from]!;
    }
  }
  return result;
}

/** Undoes `interleave`. */
export function separate(numbers: Float32Array, count: number, channels: number): Float32Array {
  const pixels = numbers.length / (count * channels);
  const result = new Float32Array(numbers.length);
  for (let index = 0, to = 0; index < count; index++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (pixel * count + index) * channels;
      for (let channel = 0; channel < channels; channel++, to++) result[to] = numbers[from + channel]!;
    }
  }
  return result;
}
