import { expect, test } from 'vitest';
import type { ReadAs } from './printed-decimal.ts';
import { type PrintedFormat, readingOf, readingsOf } from './readings.ts';

const readAs = (value: number, printed: string, format: PrintedFormat, as?: ReadAs): string | undefined =>
  readingOf(value, readingsOf(printed, format, as))?.kind;

test('shortest digits are one number, also where their last zeros only reach the units', () => {
  expect(readAs(2 ** 27, '134217730', 'binary32')).toBe('shortest');
  expect(readAs(2 ** 27, '134217730.0', 'binary32')).toBe('shortest');
  expect(readAs(2 ** 27, '134217728.0', 'binary32')).toBe('shortest');
  expect(readAs(2 ** 27, '134217728.01', 'binary32')).toBeUndefined();
  expect(readAs(Math.fround(0.907136), '0.907136', 'binary32')).toBe('shortest');
  expect(readAs(Math.fround(0.90713596), '0.907136', 'binary32')).toBe('rounded');
  expect(readAs(Math.fround(0.90713596), '0.907136', 'binary32', 'repr')).toBeUndefined();
  expect(readAs(-Math.fround(0.1), '-0.1', 'binary32', 'repr')).toBe('shortest');
  expect(readAs(1, '1.', 'binary32', 'repr')).toBe('shortest');
  expect(readAs(0.1, '0.1', 'binary64', 'repr')).toBe('shortest');
  expect(readAs(Math.fround(1e-45), '1e-45', 'binary32', 'repr')).toBe('shortest');
});

test('numbers of 16 bits have few digits: NumPy prints 4448 in binary16 as 4450.0, and its largest as 65500.0', () => {
  expect(readAs(4448, '4450.0', 'binary16')).toBe('shortest');
  expect(readAs(4448, '4450.0', 'binary32')).toBeUndefined();
  expect(readAs(65504, '65500.0', 'binary16')).toBe('shortest');
  expect(readAs(0.1005859375, '0.1006', 'bfloat16')).toBe('shortest');
  expect(readAs(0.1005859375, '0.101', 'bfloat16')).toBe('rounded');
});

test('a binary32 number may be printed as the binary64 number that it is', () => {
  const x = Math.fround(-111229965169447670000);
  expect(readAs(x, String(x), 'binary32')).toBe('shortest');
  expect(readAs(Math.fround(0.1), '0.10000000149011612', 'binary32', 'repr')).toBe('shortest');
});

test('more digits than the fewest are not the shortest ones', () => {
  expect(readAs(Math.fround(0.1), '0.100000001', 'binary32', 'repr')).toBeUndefined();
  expect(readAs(Math.fround(0.1), '0.100000001', 'binary32')).toBe('rounded');
});

test('nor are as many that do not come nearest', () => {
  expect(readAs(2541946624, '2541946600', 'binary32')).toBe('shortest');
  expect(readAs(2541946624, '2541946700', 'binary32')).toBeUndefined();
});

test('exact digits are one number, cut digits an interval', () => {
  expect(readAs(0.5, '0.50', 'binary32', 'exact')).toBe('exact');
  expect(readAs(Math.fround(0.1), '0.1', 'binary32', 'exact')).toBeUndefined();
  expect(readAs(0.75, '0.7', 'binary32', 'fixed')).toBe('rounded');
  expect(readAs(0.765625, '0.7', 'binary32', 'fixed')).toBe('truncated');
});
