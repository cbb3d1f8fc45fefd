import { type Comparison, conditionHolds, conditionText, type Quantities } from './condition.ts';

/** What a defect makes of an output, with the meanings. */
export const wrongNumbers = {
  zero: 'zero, although the exact value is not zero',
  gross:
    'a finite number, wrong by more than a sixty-fourth of the sum of the absolute products, as a wrong index does',
  'beyond-rounding': 'a finite number, wrong by less than that',
  infinity: '+∞',
  'minus-infinity': '−∞',
  nan: 'NaN',
  unwritten: 'any number that is not the exact value: memory that nobody wrote; `where` must say which outputs',
} as const;

/** What the right result is. */
export const rightNumbers = ['finite', 'infinite', 'nan'] as const;

/** How outputs of a defect are wrong: the number that is computed, the right one, and which outputs of the case. */
export interface WrongOutput {
  readonly computed: keyof typeof wrongNumbers;
  /** Any, if it is absent. */
  readonly exact?: (typeof rightNumbers)[number];
  /** Comparisons that all hold at such an output. All outputs, if it is absent. */
  readonly where?: readonly Comparison[];
}

/** Whether an output is wrong, in one of these ways. */
export function isWrongAs(ways: readonly WrongOutput[], quantities: Quantities): boolean {
  if (Object.is(quantities.computed, quantities.exact)) return false;
  return ways.some(
    ({ computed, exact, where = [] }) =>
      numberTests[computed](quantities) &&
      (exact === undefined || exact === rightNumber(quantities)) &&
      conditionHolds(where, quantities),
  );
}

const numberTests: Readonly<Record<WrongOutput['computed'], (quantities: Quantities) => boolean>> = {
  zero: ({ computed, exact }) => computed === 0 && exact !== 0,
  gross: (quantities) => Number.isFinite(quantities.computed) && !isNear(quantities),
  'beyond-rounding': (quantities) => Number.isFinite(quantities.computed) && isNear(quantities),
  infinity: ({ computed }) => computed === Number.POSITIVE_INFINITY,
  'minus-infinity': ({ computed }) => computed === Number.NEGATIVE_INFINITY,
  nan: ({ computed }) => Number.isNaN(computed),
  unwritten: () => true,
};

/** No number is near NaN or an infinity. */
function isNear({ computed = Number.NaN, exact = Number.NaN, absoluteSum = Number.NaN }: Quantities): boolean {
  return Math.abs(computed - exact) <= absoluteSum / 64;
}

function rightNumber({ exact }: Quantities): WrongOutput['exact'] {
  return Number.isNaN(exact) ? 'nan' : Number.isFinite(exact) ? 'finite' : 'infinite';
}

/** `unwritten, where outputRow ≥ 1`; `minus-infinity instead of nan`. */
export function wrongOutputText({ computed, exact, where = [] }: WrongOutput): string {
  const right = exact === undefined ? '' : ` instead of ${exact}`;
  return `${computed}${right}${where.length === 0 ? '' : `, where ${conditionText(where)}`}`;
}
