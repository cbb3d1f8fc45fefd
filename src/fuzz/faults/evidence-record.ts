import type { ConvShape, Operation } from '../../conv/shape.ts';
import type { WrongPlaces } from './place-pattern.ts';
import type { WrongContent } from './wrong-content.ts';

/** A number of wrong content as JSON has it: infinities and NaN are texts. */
export type WrittenNumber = number | 'Infinity' | '-Infinity' | 'NaN';

export type WrittenContent = { readonly [Name in keyof WrongContent]: WrittenNumber };

/** Where each subject was wrong and right in one range, as plain JSON. */
export interface EvidenceRecord {
  readonly shapes: readonly { readonly shape: ConvShape; readonly cases: number }[];
  readonly rows: readonly EvidenceRow[];
  readonly comparisons: readonly ComparisonRecord[];
}

export interface EvidenceRow {
  readonly claim: string;
  readonly subject: string;
  readonly operation: Operation;
  /** A digit for each of `shapes`: 0 not judged, 1 right, 2 wrong. Later shapes were not judged. */
  readonly states: string;
  readonly wrong?: {
    readonly batches: readonly { readonly sizes: readonly number[]; readonly at: readonly (readonly number[])[] }[];
    readonly content: WrittenContent;
  };
}

/** The other convolutions that explain all wrong cases of a subject that were compared. */
export interface ComparisonRecord {
  readonly subject: string;
  readonly words: readonly string[];
  readonly cases: number;
}

export const writtenNumber = (value: number): WrittenNumber =>
  Number.isFinite(value) ? value : (String(value) as WrittenNumber);

export function writtenContent(content: WrongContent): WrittenContent {
  const written = Object.entries(content).map(([name, value]) => [name, writtenNumber(value)] as const);
  return Object.fromEntries(written) as WrittenContent;
}

export function readContent(content: WrittenContent): WrongContent {
  return Object.fromEntries(
    Object.entries(content).map(([name, value]) => [name, Number(value)]),
  ) as unknown as WrongContent;
}

export const writtenPlaces = ({
  sizes,
  at,
}: WrongPlaces): { readonly sizes: readonly number[]; readonly at: number[][] } => ({
  ...{ sizes, at: at.map((indices) => [...indices]) },
});

/** Adds the counts of one to those of another; extremes are those of both. */
export function mergeContent(to: WrongContent, from: WrongContent): void {
  for (const name of Object.keys(from) as (keyof WrongContent)[]) {
    const [one, other] = [to[name], from[name]];
    to[name] = name.startsWith('least')
      ? Math.min(one, other)
      : /^(largest|most)/.test(name)
        ? Math.max(one, other)
        : one + other;
  }
}
