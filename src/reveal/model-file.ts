import { type Bits32, bits32, fromBits32 } from '../float/bits.ts';
import { binary32, type Format, type RoundingMode } from '../float/format.ts';
import { narrowFormats } from '../float/narrow-numbers.ts';
import {
  type Accumulation,
  type FusedAdder,
  isFused,
  type LeftOut,
  type NodeFormat,
  type ProductRounding,
  roundingsOf,
  type Start,
  sameFormat,
} from '../sums/accumulation.ts';
import { type InputRounding, inputFormat, type SmallRange } from '../sums/narrow-inputs.ts';
import { foldTree } from '../sums/tree.ts';
import { parseTree, printTree } from '../sums/tree-text.ts';

/** How an addition of a model file rounds. */
export type AdditionRecord =
  | { readonly kind: 'rounded'; readonly to: Format; readonly via: Format | null }
  | {
      readonly kind: 'fused';
      readonly to: Format;
      readonly guardBits: number;
      readonly alignedBy: 'values' | 'factors';
      readonly end: FusedAdder['end'];
    };

/** An accumulation as plain data, with every format written out; docs/model.md says what each field means. */
export interface AccumulationRecord {
  readonly tree: string;
  readonly inputs: { readonly format: Format; readonly rounding: InputRounding['rounding'] } | null;
  readonly leavesOut: LeftOut | null;
  readonly products: readonly ProductRounding[];
  readonly productFormat: Format;
  /** The different ways to add, and for each addition the index of its way. */
  readonly ways: readonly AdditionRecord[];
  readonly additions: readonly number[];
  readonly rounding: RoundingMode;
  readonly start: Start;
  readonly ownStart: readonly number[];
  readonly constant: { readonly bits: Bits32; readonly enters: number | 'end' } | null;
  readonly flush: Accumulation['flush'];
  readonly result: Accumulation['result'];
  /** The format to which the result is rounded last of all. Absent: to none. */
  readonly end?: Format;
}

export function accumulationRecord(accumulation: Accumulation): AccumulationRecord {
  const { tree, inputs, products, productFormat, nodes, rounding, start, ownStart, bias, flush, result } = accumulation;
  const texts = nodes.map((format) => JSON.stringify(additionRecord(format)));
  const ways = [...new Set(texts)];
  return {
    tree: printTree(tree),
    inputs: inputs === undefined ? null : { format: plain(inputFormat(inputs)), rounding: inputs.rounding },
    leavesOut: accumulation.leavesOut ?? null,
    products,
    productFormat: plain(productFormat ?? binary32),
    ways: ways.map((text) => JSON.parse(text)),
    additions: texts.map((text) => ways.indexOf(text)),
    rounding: rounding ?? 'nearest-even',
    start,
    ownStart: ownStart ?? [],
    constant: bias === undefined ? null : { bits: bits32(bias.value), enters: bias.enters },
    flush: { inputs: flush.inputs, products: flush.products, sums: flush.sums },
    result,
    ...(accumulation.end === undefined ? {} : { end: plain(narrowFormats[accumulation.end]) }),
  };
}

function additionRecord(format: NodeFormat): AdditionRecord {
  if (isFused(format)) {
    const { guardBits, end, to = binary32, aligns } = format;
    return { kind: 'fused', to: plain(to), guardBits, alignedBy: aligns ?? 'values', end };
  }
  const { to, via } = roundingsOf(format);
  return { kind: 'rounded', to: plain(to), via: via === undefined ? null : plain(via) };
}

/** Always the same order of fields. */
const plain = ({ precision, minExponent, maxExponent }: Format): Format => ({ precision, minExponent, maxExponent });

/**
 * The accumulation that a record describes. Its fields must have the types of the schema.
 *
 * @throws UsageError, one line that names the field: lengths do not agree, or a format that no model has
 */
export function accumulationOfRecord(record: AccumulationRecord, wrong: (problem: string) => Error): Accumulation {
  const tree = parseTree(record.tree);
  let additions = 0;
  let terms = 0;
  foldTree(
    tree,
    () => void terms++,
    () => void additions++,
  );
  const { products, ways, ownStart, constant, inputs, productFormat } = record;
  const check = (isRight: boolean, problem: () => string): void => {
    if (!isRight) throw wrong(problem());
  };
  check(products.length === terms, () => `products: ${products.length} for the ${terms} terms of the tree`);
  check(record.additions.length === additions, () => {
    return `additions: ${record.additions.length} for the ${additions} additions of the tree`;
  });
  const odd = record.additions.find((way) => way >= ways.length);
  check(odd === undefined, () => `additions: there is no way ${odd}; ways has ${ways.length}, counted from 0`);
  const far = [...ownStart, constant?.enters].find((term) => typeof term === 'number' && term >= terms);
  check(far === undefined, () => `there is no term ${far}; the tree has ${terms}, counted from 0`);
  const range = inputs === null ? undefined : smallRangeOf(inputs.format);
  const cut = ways.find((way) => way.kind === 'fused' && !canKeep(way.to.precision - 1 + way.guardBits));
  check(cut === undefined, () => 'ways: a fused adder that keeps fewer than 0 or more than 50 places of its operands');
  const end = (['binary16', 'bfloat16'] as const).find(
    (name) => record.end !== undefined && sameFormat(narrowFormats[name], record.end),
  );
  check(record.end === undefined || end !== undefined, () => 'end: neither binary16 nor bfloat16');
  check(range !== null, () => 'inputs.format: the exponents are not those of binary32, binary16, e4m3 or e5m2');
  return {
    tree,
    products,
    nodes: record.additions.map((way) => nodeFormatOf(ways[way]!)),
    start: record.start,
    ...(ownStart.length === 0 ? {} : { ownStart }),
    ...(constant === null ? {} : { bias: { value: fromBits32(constant.bits), enters: constant.enters } }),
    flush: record.flush,
    ...(inputs === null
      ? {}
      : {
          inputs: {
            ...{ bits: inputs.format.precision, rounding: inputs.rounding },
            ...(typeof range === 'string' ? { range } : {}),
          },
        }),
    ...(record.leavesOut === null ? {} : { leavesOut: record.leavesOut }),
    ...(record.rounding === 'nearest-even' ? {} : { rounding: record.rounding }),
    ...(sameFormat(productFormat, binary32) ? {} : { productFormat }),
    result: record.result,
    ...(end === undefined ? {} : { end }),
  };
}

/** So many places below the largest operand are kept; more than 50 are not computed. */
const canKeep = (places: number): boolean => places >= 0 && places <= 50;

/** Undefined for the exponents of binary32, null for those of no known format. */
function smallRangeOf({ precision: bits, ...range }: Format): SmallRange | undefined | null {
  const ranges = [undefined, 'binary16', 'e4m3', 'e5m2'] as const;
  const found = ranges.find((one) => {
    const format = inputFormat({ bits, ...(one === undefined ? {} : { range: one }) });
    return sameFormat(format, { precision: bits, ...range });
  });
  return found === undefined && range.maxExponent !== binary32.maxExponent ? null : found;
}

function nodeFormatOf(way: AdditionRecord): NodeFormat {
  if (way.kind === 'fused') {
    const { guardBits, end, to, alignedBy } = way;
    const target = sameFormat(to, binary32) ? {} : { to };
    return { guardBits, end, ...target, ...(alignedBy === 'factors' ? { aligns: alignedBy } : {}) };
  }
  const { to, via } = way;
  const names = ['binary32', 'binary64', 'binary32-via-binary64'] as const;
  const named = names.find((name) => {
    const rounds = roundingsOf(name);
    return sameFormat(rounds.to, to) && (via === null ? !rounds.via : !!rounds.via && sameFormat(rounds.via, via));
  });
  return named ?? { to, ...(via === null ? {} : { via }) };
}
