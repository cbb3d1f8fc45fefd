import type { FlatTree } from './flat-tree.ts';

/**
 * Guesses: summation trees that loops, vector units and recursive sums lead to. A guess costs no call, is believed only
 * after a certificate, and says nothing about any engine; a tree outside the families costs a sieve. Every family is a
 * function of n alone; what needs the window's rows, columns and channels comes from the caller.
 */
export interface Family {
  readonly name: string;
  tree(n: number): FlatTree;
}

type Join = 'one after another' | 'by neighbours' | 'by halves';
type Tail = 'tail after' | 'tail apart' | 'tail into the lanes';
const joins: readonly Join[] = ['by neighbours', 'by halves', 'one after another'];
const tails: readonly Tail[] = ['tail after', 'tail apart', 'tail into the lanes'];

/** Collects the additions of a tree. */
class Builder {
  readonly children: number[][] = [];
  readonly n: number;
  constructor(n: number) {
    this.n = n;
  }
  add(...ids: number[]): number {
    return this.n - 1 + this.children.push(ids);
  }
  chain(ids: readonly number[]): number {
    return ids.reduce((sum, id) => this.add(sum, id));
  }
  join(ids: readonly number[], how: Join): number {
    if (how === 'one after another') return this.chain(ids);
    let level = [...ids];
    while (level.length > 1) {
      const half = Math.ceil(level.length / 2);
      const partner = (k: number): number => (how === 'by neighbours' ? 2 * k + 1 : k + half);
      const own = (k: number): number => (how === 'by neighbours' ? 2 * k : k);
      level = Array.from({ length: half }, (_, k) =>
        partner(k) < level.length ? this.add(level[own(k)]!, level[partner(k)]!) : level[own(k)]!,
      );
    }
    return level[0]!;
  }
}

function family(name: string, fill: (builder: Builder, n: number) => unknown): Family {
  return {
    name,
    tree(n) {
      const builder = new Builder(n);
      fill(builder, n);
      return { n, children: builder.children };
    },
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);

/** Two halves, each summed the same way; an odd term goes to the first or to the second. */
function halving(builder: Builder, from: number, to: number, larger: 'first' | 'second', stop: number): number {
  if (to - from <= stop) return builder.chain(range(from, to));
  const middle = from + (larger === 'first' ? Math.ceil((to - from) / 2) : Math.floor((to - from) / 2));
  return builder.add(halving(builder, from, middle, larger, stop), halving(builder, middle, to, larger, stop));
}

/** Eight lanes up to 128 terms, halves of multiples of eight above, fewer than eight terms one after another. */
function eightLaneBlocks(builder: Builder, from: number, count: number): number {
  if (count < 8) return builder.chain(range(from, from + count));
  if (count <= 128) return laneSum(builder, from, count, 8, 'by neighbours', 'tail after');
  const half = Math.floor(count / 2) - (Math.floor(count / 2) % 8);
  return builder.add(eightLaneBlocks(builder, from, half), eightLaneBlocks(builder, from + half, count - half));
}

function laneSum(builder: Builder, from: number, count: number, lanes: number, join: Join, tail: Tail): number {
  const whole = tail === 'tail into the lanes' ? count : count - (count % lanes);
  const sums = range(0, Math.min(lanes, whole)).map((lane) =>
    builder.chain(range(0, Math.ceil((whole - lane) / lanes)).map((k) => from + k * lanes + lane)),
  );
  const rest = range(from + whole, from + count);
  if (sums.length === 0) return builder.chain(rest);
  const total = builder.join(sums, join);
  if (rest.length === 0) return total;
  return tail === 'tail apart' ? builder.add(total, builder.chain(rest)) : builder.chain([total, ...rest]);
}

/**
 * `registers` vectors of `width` lanes: registers join one after another or by neighbours, then the lanes of the last. Whole vectors that are
 * left go on in the joined register (`keepsVectors`) or are part of the tail.
 */
function vectorSum(
  builder: Builder,
  n: number,
  { registers, width, outer, inner, tail, keepsVectors }: VectorSum,
): void {
  const lanes = registers * width;
  const whole = n - (n % lanes);
  const used = keepsVectors ? n - (n % width) : whole;
  const columns = range(0, width).map((lane) => {
    const sums = range(0, whole === 0 ? 0 : registers).map((register) =>
      builder.chain(range(0, whole / lanes).map((k) => k * lanes + register * width + lane)),
    );
    const joined = sums.length === 0 ? [] : [builder.join(sums, outer)];
    return builder.chain([...joined, ...range(0, (used - whole) / width).map((k) => whole + k * width + lane)]);
  });
  const total = builder.join(columns, inner);
  const rest = range(used, n);
  if (rest.length === 0) return;
  if (tail === 'tail apart') builder.add(total, builder.chain(rest));
  else builder.chain([total, ...rest]);
}

interface VectorSum {
  readonly registers: number;
  readonly width: number;
  readonly outer: Join;
  readonly inner: Join;
  readonly tail: Tail;
  readonly keepsVectors: boolean;
}

const simple: readonly Family[] = [
  family('sequential', (builder, n) => builder.chain(range(0, n))),
  family('reversed', (builder, n) => builder.chain(range(0, n).reverse())),
  family('pairwise, larger half first', (builder, n) => halving(builder, 0, n, 'first', 1)),
  family('pairwise, smaller half first', (builder, n) => halving(builder, 0, n, 'second', 1)),
  family('pairwise over blocks of 8 lanes', (builder, n) => eightLaneBlocks(builder, 0, n)),
  family('neighbours, level by level', (builder, n) => builder.join(range(0, n), 'by neighbours')),
  family('halves, level by level', (builder, n) => builder.join(range(0, n), 'by halves')),
];

const lanes: readonly Family[] = [2, 4, 8, 16, 32, 64].flatMap((count) =>
  tails.flatMap((tail) =>
    joins
      .filter((join) => count > 2 || join === 'by neighbours')
      .map((join) =>
        family(`${count} lanes, joined ${join}, ${tail}`, (builder, n) => laneSum(builder, 0, n, count, join, tail)),
      ),
  ),
);

const blocks: readonly Family[] = [4, 8, 16, 32, 48, 64, 128, 192, 256, 512].map((size) =>
  family(`blocks of ${size}`, (builder, n) =>
    builder.chain(
      range(0, Math.ceil(n / size)).map((block) => builder.chain(range(block * size, Math.min(n, (block + 1) * size)))),
    ),
  ),
);

const halvings: readonly Family[] = [2, 4, 8, 16, 32, 64, 128].map((stop) =>
  family(`halved down to ${stop}, then sequential`, (builder, n) => halving(builder, 0, n, 'second', stop)),
);

const vectorFamily = (sum: VectorSum): Family => {
  const { registers, width, outer, inner, tail, keepsVectors } = sum;
  const rest = keepsVectors ? tail : `whole ${tail}`;
  return family(`${registers} registers of ${width} lanes, joined ${outer}, then ${inner}, ${rest}`, (builder, n) => {
    if (n < registers * width) builder.chain(range(0, n));
    else vectorSum(builder, n, sum);
  });
};

const vectors: readonly Family[] = [2, 4, 8].flatMap((registers) =>
  [2, 4, 8, 16].flatMap((width) =>
    (['tail after', 'tail apart'] as const).flatMap((tail) => [
      ...(['by neighbours', 'one after another'] as const).flatMap((outer) =>
        (['by halves', 'by neighbours'] as const).map((inner) =>
          vectorFamily({ registers, width, outer, inner, tail, keepsVectors: true }),
        ),
      ),
      vectorFamily({ registers, width, outer: 'by neighbours', inner: 'by neighbours', tail, keepsVectors: false }),
    ]),
  ),
);

/** Lanes that take four vectors at a time, the last of the four first, and then what is left one by one; joined by neighbours. */
const backwards: readonly Family[] = [2, 4, 8, 16].map((width) =>
  family(`${width} lanes, of every four vectors the last first, joined by neighbours`, (builder, n) => {
    const block = 4 * width;
    const whole = n - (n % block);
    const sums = range(0, Math.min(width, n)).map((lane) => {
      const [first, ...later] = range(0, whole / block).map((k) =>
        range(0, 4).map((v) => k * block + v * width + lane),
      );
      const rest = range(0, Math.ceil((n - whole - lane) / width)).map((v) => whole + v * width + lane);
      return builder.chain([...(first ?? []).reverse(), ...later.flatMap((vectors) => vectors.reverse()), ...rest]);
    });
    builder.join(sums, 'by neighbours');
  }),
);

/** Additions of several terms with one rounding, as matrix units have them: level by level, or each takes the sum so far as one more. */
const fused: readonly Family[] = [4, 8, 16, 32].flatMap((width) => {
  const groups = (ids: readonly number[]): number[][] =>
    range(0, Math.ceil(ids.length / width)).map((k) => ids.slice(k * width, (k + 1) * width));
  return [
    family(`additions of ${width}, level by level`, (builder, n) => {
      let level = range(0, n);
      while (level.length > 1)
        level = groups(level).map((group) => (group.length === 1 ? group[0]! : builder.add(...group)));
    }),
    family(`a running sum and ${width} more at a time`, (builder, n) => {
      const [first, ...rest] = groups(range(0, n));
      rest.reduce(
        (sum, group) => builder.add(sum, ...group),
        first!.length === 1 ? first![0]! : builder.add(...first!),
      );
    }),
    family(`a running sum of blocks of ${width}, each added at once`, (builder, n) => {
      builder.chain(groups(range(0, n)).map((group) => (group.length === 1 ? group[0]! : builder.add(...group))));
    }),
  ];
});

/** All families, the simplest names first: a tree that several give is called by the first. */
export const families: readonly Family[] = [
  ...simple,
  ...lanes,
  ...blocks,
  ...halvings,
  ...vectors,
  ...backwards,
  ...fused,
];
