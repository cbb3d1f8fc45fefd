import type { ElementRecord, JsonNumber, PlaceOnAxis } from '../arrays/judgement.ts';
import { shortestDecimal, withInfinitySign } from '../float/decimal.ts';
import { type ElementType, formatOfType } from '../float/element-type.ts';

/** How many significant digits of an exact value stand beside numbers of a narrow type. */
const keptDigits = 12;

/** A number of an answer: the shortest decimal that reads back as the same number of its type. */
export function computedText(x: JsonNumber, type: ElementType): string {
  const precision = formatOfType(type)?.precision ?? 53;
  return withInfinitySign(shortestDecimal(Number(x), precision <= 24 ? 'binary32' : 'binary64'));
}

/** An exact value, cut after enough digits to tell it from its neighbours in the type; `…` says that it goes on. */
export function exactText(x: JsonNumber, type: ElementType): string {
  const text = withInfinitySign(shortestDecimal(Number(x), 'binary64'));
  if ((formatOfType(type)?.precision ?? 53) > 24) return text;
  const [, sign = '', digits = '', power = ''] = /^(-?)([\d.]+)(e.*)?$/.exec(text) ?? [];
  const leading = digits.search(/[1-9]/);
  const whole = digits.search(/\.|$/);
  const end = Math.max(whole, leading + keptDigits + (whole > leading && digits.includes('.') ? 1 : 0));
  return digits === '' || digits.length <= end + 1 ? text : `${sign}${digits.slice(0, end)}…${power}`;
}

/** "row 2, column 0". Axes of size 1 are left out. */
export function placeText(place: readonly PlaceOnAxis[]): string {
  const named = place.filter(({ of }) => of > 1).map(({ axis, at }) => `${axis}${/\d$/.test(axis) ? ' at' : ''} ${at}`);
  return named.length === 0 ? 'the only output' : named.join(', ');
}

/** Whether an element has an error to show. */
export const hasError = ({ errorOverBound }: ElementRecord): boolean => Number(errorOverBound) !== 0;
