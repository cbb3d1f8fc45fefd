import type { ElementType } from '../float/element-type.ts';

/** Bytes of each number. */
export const widths: Readonly<Record<ElementType, number>> = {
  ...{ float16: 2, bfloat16: 2, float32: 4, float64: 8, bool: 1 },
  ...{ int8: 1, int16: 2, int32: 4, int64: 8, uint8: 1, uint16: 2, uint32: 4, uint64: 8 },
};

/** Says that number `index` of those decoded cannot be read. */
type Refuse = (index: number, what: string) => never;
/** Fills `into` with the numbers at the start of `raw`, whose bytes are in the order of this machine. */
type Decode = (raw: ArrayBuffer, into: Float64Array, refuse: Refuse) => void;

type TypedArray = new (raw: ArrayBuffer, start: number, length: number) => ArrayLike<number>;

function viewed(View: TypedArray): Decode {
  return (raw, into) => into.set(new View(raw, 0, into.length));
}

const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export const decoders: Readonly<Record<ElementType, Decode>> = {
  float16(raw, into) {
    const table = binary16Numbers();
    const words = new Uint16Array(raw, 0, into.length);
    for (let i = 0; i < words.length; i++) into[i] = table[words[i]!]!;
  },
  bfloat16(raw, into) {
    const words = new Uint16Array(raw, 0, into.length);
    const wide = new Uint32Array(words);
    for (let i = 0; i < wide.length; i++) wide[i] = wide[i]! << 16;
    into.set(new Float32Array(wide.buffer));
  },
  float32: viewed(Float32Array),
  float64: viewed(Float64Array),
  int8: viewed(Int8Array),
  int16: viewed(Int16Array),
  int32: viewed(Int32Array),
  int64: (raw, into, refuse) => decodeLong(raw, into, new Int32Array(raw, 0, 2 * into.length), refuse),
  uint8: viewed(Uint8Array),
  uint16: viewed(Uint16Array),
  uint32: viewed(Uint32Array),
  uint64: (raw, into, refuse) => decodeLong(raw, into, new Uint32Array(raw, 0, 2 * into.length), refuse),
  bool(raw, into, refuse) {
    const bytes = new Uint8Array(raw, 0, into.length);
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i]! > 1) refuse(i, `the byte ${bytes[i]}, which is no boolean; 0 and 1 are`);
      into[i] = bytes[i]!;
    }
  },
};

/** `halves` has the sign of the integers. A high half within ±2^21 leaves no bits above 2^53. */
function decodeLong(raw: ArrayBuffer, into: Float64Array, halves: ArrayLike<number>, refuse: Refuse): void {
  const unsigned = new Uint32Array(raw, 0, 2 * into.length);
  const [lowFirst, highFirst] = isLittle ? [0, 1] : [1, 0];
  for (let i = 0; i < into.length; i++) {
    const [high, low] = [halves[2 * i + highFirst]!, unsigned[2 * i + lowFirst]!];
    if (high < -(2 ** 21) || high > 2 ** 21 || (high === 2 ** 21 && low > 0)) {
      const exact = (BigInt(high) << 32n) + BigInt(low);
      refuse(i, `${exact}, which is beyond ±2^53; integers up to there are read`);
    }
    into[i] = high * 2 ** 32 + low;
  }
}

let table: Float32Array | undefined;

/** All binary16 numbers by their bits. */
function binary16Numbers(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => {
    const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
  return table;
}

/** Turns the bytes of each number round unless the file has them in the order of this machine. */
export function toHostOrder(bytes: Uint8Array, width: number, bigEndian: boolean): void {
  if (width === 1 || bigEndian === !isLittle) return;
  for (let start = 0; start < bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}
