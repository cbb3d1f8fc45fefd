import { binary32, binary64, type Format } from '../float/format.ts';
import {
  type Accumulation,
  formatName,
  isFused,
  type NamedFormat,
  type NodeFormat,
  nameOf,
  type OtherFormat,
  roundingsOf,
  type Start,
  sameFormat,
} from '../sums/accumulation.ts';
import { foldTree } from '../sums/tree.ts';

/**
 * A text that two accumulations share only if they are the same function, up to the payload of a NaN. Several records
 * can describe one function; each of them is written in one normal form:
 *
 * - Addition commutes in every format, so children are sorted by their texts. The exception is an accumulator that
 *   starts with a number: it takes one of two terms first and rounds it. If that rounds an exact product as the product
 *   would be rounded alone, and the sign of a zero does not show the difference, the product is written as rounded. If
 *   nothing is rounded, no term is first. Otherwise the first term is marked.
 * - A first rounding to at least 2p + 2 bits is harmless for two operands of p bits (Figueroa 1995, "When is double
 *   rounding innocuous?", theorem for addition; below the normal range the sum is exact). So is any first rounding in a
 *   fixed direction.
 * - A root that is wider than the result rounds through its own format.
 * - In the range of binary16, products of inputs with up to 12 bits are exact in binary32.
 * - To nearest, the sign of a zero sum distinguishes +0 from no start and from −0. Downward, it distinguishes −0 from
 *   the others. Beside a constant, it distinguishes nothing.
 */
export function accumulationKey(accumulation: Accumulation): string {
  const { tree, products, nodes, start, bias, ownStart = [], flush, result } = accumulation;
  const { rounding = 'nearest-even', productFormat = binary32, inputs } = accumulation;
  const directed = rounding !== 'nearest-even';
  const short = inputs?.range === 'binary16' && inputs.bits <= 12 && productFormat === binary32;
  const signs = signsShow(accumulation);
  let [node, showsStart, enters] = [0, false, bias?.enters];
  const whole = foldTree<Part>(
    tree,
    (term) => {
      const exact = products[term] === 'exact' && !short;
      const own = ownStart.includes(term);
      return {
        text: `${term}${exact ? 'x' : ''}${own ? 's' : ''}`,
        term,
        bits: exact && !own ? Math.min(48, 2 * (inputs?.bits ?? 24)) : productFormat.precision,
        exact: exact && !own,
        least: exact && !own ? -300 : productFormat.minExponent,
      };
    },
    (children, subtrees) => {
      const isRoot = node === nodes.length - 1;
      const format = nodes[node]!;
      node += 1;
      const terms = subtrees.length === 2 && subtrees.every((child) => child.kind === 'term');
      const biased = children.some(({ term }) => term !== undefined && term === bias?.enters);
      if (biased && !terms) enters = Math.min(...children.map(({ term }) => term!));
      const begins = terms && (start !== 'first-product' || biased);
      const alike = flush.sums === flush.products;
      const flushesFirst = flush.sums && !flush.products;
      const takes = begins && (biased || flushesFirst || !fits(children[0]!, format));
      const hides = takes && !biased && alike && (short || !signs(node - 1));
      const rounds = hides && roundsAsProduct(format, productFormat);
      const first = hides && roundsFirstAsProduct(format, productFormat);
      const operands = rounds || first ? [asRounded(children[0]!, productFormat), ...children.slice(1)] : children;
      const met = takes ? [afterZero(operands[0]!, format), ...operands.slice(1)] : operands;
      const simple = simplest(format, met, directed, isRoot && !takes ? endOf(result) : undefined);
      const marked = takes && !rounds;
      showsStart ||= marked && !biased;
      const texts = operands.map(({ text }) => text);
      const head = marked ? `${texts.shift()}: ` : '';
      const name = typeof simple === 'string' ? names[simple] : `[${formatName(simple)}]`;
      const { precision, minExponent } = lastFormat(simple);
      return {
        text: `(${head}${texts.sort().join(' ')})${name}`,
        ...{ term: undefined, exact: false, bits: precision, least: minExponent },
      };
    },
  );
  const flushes = [flush.inputs, flush.products, flush.sums].map(Number).join('');
  const further = [
    ...(directed ? [rounding] : []),
    ...(accumulation.leavesOut === undefined ? [] : [`leaves out ${accumulation.leavesOut}`]),
    ...(productFormat === binary32 ? [] : [`products ${nameOf(productFormat)}`]),
    ...(bias === undefined ? [] : [`bias ${Object.is(bias.value, -0) ? '-0' : bias.value} ${enters}`]),
    ...(accumulation.end === undefined ? [] : [`end ${accumulation.end}`]),
    ...(inputs === undefined ? [] : [`inputs ${inputs.bits} ${inputs.rounding} ${inputs.range ?? ''}`]),
  ];
  return [whole.text, showsStart ? start : startBySign(accumulation), flushes, result, ...further].join(' ');
}

interface Part {
  readonly text: string;
  readonly term: number | undefined;
  /** Whether it is an unrounded product. */
  readonly exact: boolean;
  /** The most significant bits that it can have, and the exponent below which it loses some. */
  readonly bits: number;
  readonly least: number;
}

const names: Readonly<Record<NamedFormat, string>> = { binary32: '', binary64: 'd', 'binary32-via-binary64': 't' };

const endOf = (result: Accumulation['result']): Format => (result === 'binary32' ? binary32 : binary64);

/** The same rounding without steps that have no effect. For a root, the rounding to the result is included. */
function simplest(
  format: NodeFormat,
  children: readonly Part[],
  directed: boolean,
  end: Format | undefined,
): NodeFormat {
  if (isFused(format)) return format;
  const { to, via } = roundingsOf(format);
  const goesOn = end !== undefined && via === undefined && to.precision > end.precision;
  const whole: OtherFormat = goesOn ? { to: end, via: to } : { to, via: via ?? to };
  const few = children.length === 2 && children.every((child) => child.bits <= whole.to.precision);
  const harmless = directed || (few && whole.via!.precision >= 2 * whole.to.precision + 2);
  return named(harmless || sameFormat(whole.to, whole.via!) ? { to: whole.to } : whole);
}

function named(format: OtherFormat): NodeFormat {
  const name = formatName(format);
  return name === 'binary32' || name === 'binary64' || name === 'binary32-via-binary64' ? name : format;
}

const lastFormat = (format: NodeFormat): Format => (isFused(format) ? binary32 : roundingsOf(format).to);

/** Whether adding zero leaves an operand as it is. */
function fits({ bits, least }: Part, format: NodeFormat): boolean {
  const { precision, minExponent } = lastFormat(format);
  return bits <= precision && least >= minExponent;
}

/** Whether adding zero rounds an exact product as the product would be rounded alone. */
function roundsAsProduct(format: NodeFormat, productFormat: Format): boolean {
  if (isFused(format)) return false;
  const { to, via } = roundingsOf(format);
  return sameFormat(to, productFormat) && (via === undefined || via.precision >= 48);
}

/** An operand after an addition to zero, if that rounds it once. */
function afterZero(part: Part, format: NodeFormat): Part {
  const via = isFused(format) ? undefined : roundingsOf(format).via;
  if (via !== undefined && via.precision < part.bits) return part;
  const { precision, minExponent } = lastFormat(format);
  return { ...part, bits: Math.min(part.bits, precision), least: minExponent };
}

/** Whether adding zero rounds an exact product first as the product would be rounded alone, and then once more. */
function roundsFirstAsProduct(format: NodeFormat, productFormat: Format): boolean {
  const via = isFused(format) ? undefined : roundingsOf(format).via;
  return via !== undefined && sameFormat(via, productFormat);
}

function asRounded(part: Part, { precision, minExponent }: Format): Part {
  return part.exact ? { ...part, text: `${part.term}`, exact: false, bits: precision, least: minExponent } : part;
}

function startBySign({ start, bias, rounding }: Accumulation): Start {
  if (bias !== undefined && bias.value !== 0) return 'first-product';
  if (rounding === 'down') return start === 'negative-zero' ? start : 'first-product';
  return start === 'positive-zero' ? start : 'first-product';
}

/**
 * For each addition: whether the sign of a zero shows that +0 takes an exact product first. A tiny negative product
 * becomes −0 when it is added to +0; rounded alone it is −0, and adding +0 makes it +0. The sign reaches the root if
 * every sum that is added on the way up can be −0. A sum can be −0 if all its terms are −0. If it starts with +0, a
 * tiny exact product must first make it negative, and an addition of at most 24 bits must round it to −0.
 */
function signsShow({ tree, products, nodes, start, bias, rounding }: Accumulation): (node: number) => boolean {
  if (start !== 'positive-zero' || bias !== undefined || rounding === 'down') return () => false;
  /** Which zero the sum can be (−0 if possible), and whether it can be a tiny negative number. */
  type Sum = { readonly node: number; readonly zero: '+0' | '-0'; readonly tiny: boolean };
  const parents: number[] = nodes.map(() => -1);
  const sums: Sum[][] = [];
  foldTree<Sum>(
    tree,
    (term) => ({ node: -1, zero: '-0', tiny: products[term] === 'exact' }),
    (children, subtrees) => {
      const node = sums.push([...children]) - 1;
      for (const child of children) if (child.node >= 0) parents[child.node] = node;
      const begins = subtrees.every((child) => child.kind === 'term');
      const tiny = children.some((child) => child.tiny);
      const plus = begins || children.some(({ zero }) => zero === '+0');
      const isNarrow = lastFormat(nodes[node]!).precision <= 24;
      return { node, zero: plus && !(isNarrow && tiny) ? '+0' : '-0', tiny: tiny && !isNarrow };
    },
  );
  return (node) => {
    for (let at = node; parents[at]! >= 0; at = parents[at]!) {
      const others = sums[parents[at]!]!.filter((sum) => sum.node !== at && sum.node >= 0);
      if (others.some(({ zero }) => zero !== '-0')) return false;
    }
    return true;
  };
}
