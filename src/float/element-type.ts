import { bfloat16, binary16, binary32, binary64, type Format } from './format.ts';

/** The formats of numbers in files of arrays. */
export type ElementType = FloatType | IntegerType | 'bool';

export type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64';
export type IntegerType = 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64';

const formats: Readonly<Record<FloatType, Format>> = {
  float16: binary16,
  bfloat16,
  float32: binary32,
  float64: binary64,
};

/** The floating-point format; undefined for integers and booleans. */
export function formatOfType(type: ElementType): Format | undefined {
  return formats[type as FloatType];
}

/** Numbers of these types, times one another, are binary64 numbers: 24 bits each at most, and nothing underflows. */
export function hasExactProducts(type: ElementType): boolean {
  return type !== 'float64' && !/^u?int(32|64)$/.test(type);
}
