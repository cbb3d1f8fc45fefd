import { type Scheme, scheme } from './scheme.ts';
import { range } from './tree-builder.ts';

/** Additions of several terms with one rounding, as matrix units have them: level by level, or each takes the sum so far as one more. */
export const fusedSchemes: readonly Scheme[] = [4, 8, 16, 32].flatMap((width) => {
  const groups = (ids: readonly number[]): number[][] =>
    range(0, Math.ceil(ids.length / width)).map((k) => ids.slice(k * width, (k + 1) * width));
  return [
    scheme(`additions of ${width}, level by level`, (builder, n) => {
      let level = range(0, n);
      while (level.length > 1)
        level = groups(level).map((group) => (group.length === 1 ? group[0]! : builder.add(...group)));
    }),
    scheme(`a running sum and ${width} more at a time`, (builder, n) => {
      const [first, ...rest] = groups(range(0, n));
      rest.reduce(
        (sum, group) => builder.add(sum, ...group),
        first!.length === 1 ? first![0]! : builder.add(...first!),
      );
    }),
    scheme(`a running sum of blocks of ${width}, each added at once`, (builder, n) => {
      builder.chain(groups(range(0, n)).map((group) => (group.length === 1 ? group[0]! : builder.add(...group))));
    }),
  ];
});
