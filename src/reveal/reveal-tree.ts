import { randomOf } from '../inputs/random.ts';
import { smallestCertificate } from './certificates/smallest-certificate.ts';
import { type Certificate, certifies } from './certificates/sperner-certificate.ts';
import { isOrderFree } from './diagnose/value-dependence.ts';
import { type Fingerprint, fingerprint, separatingVector } from './fingerprint.ts';
import { canonical, type FlatTree, isBinary, sketchOf, treeKey } from './flat-tree.ts';
import { NotATree } from './obstacle.ts';
import type { Oracle } from './oracle.ts';
import { schemes } from './schemes/all-schemes.ts';
import type { Scheme } from './schemes/scheme.ts';
import { type SieveMode, sieve, sieveSeed } from './sieve/sieve.ts';
import { sumInBinary32, sumsOfMasks } from './tree-sums.ts';

/**
 * Whether masks can be trusted. Four calls tell; they are valid on any tree.
 *
 * - `masks`: −2^100 + 1 on leaves 0 and 1. If the answer is −2^100, units vanish beside masks: to nearest, downward, or
 *   truncated term by term as in fused adders. Rounding toward zero or upward moves the mask by an ulp instead.
 * - `nearest`: 1 + u (1 + 2^-23) on the same leaves, u = 2^-24, is just above the midpoint of 1 and 1 + 2u. Truncation
 *   and other directions give 1.
 * - `wide`: some addition keeps more than 24 bits. The same twelve units 2^0 … 2^-11 lie beside masks ±2^100 and beside
 *   masks ±2^30, both on the first and last leaf. In binary32 both masks swallow the same units (an ulp of 2^30 is
 *   2^7); in binary64 the smaller mask keeps them. This is a hint and not a proof, because a wide addition may miss
 *   these leaves. Windows and nested masks are therefore believed only after replays.
 */
interface MaskTraits {
  readonly masks: boolean;
  readonly nearest: boolean;
  readonly wide: boolean;
}

const traitCalls = 4;

function maskTraitVectors(n: number): Float32Array {
  const lefts = new Float32Array(traitCalls * n);
  lefts[0] = -(2 ** 100);
  lefts[1] = 1;
  lefts[n] = 1;
  lefts[n + 1] = 2 ** -24 * (1 + 2 ** -23);
  const inside = evenlySpread(1, n - 1, 12);
  [2 ** 100, 2 ** 30].forEach((mask, index) => {
    const at = (index + 2) * n;
    inside.forEach((leaf, k) => {
      lefts[at + leaf] = 2 ** -k;
    });
    lefts[at] = mask;
    lefts[at + n - 1] = -mask;
  });
  return lefts;
}

/** Up to `count` different whole numbers, spread evenly over from … to − 1. */
function evenlySpread(from: number, to: number, count: number): number[] {
  const room = Math.max(0, to - from);
  const taken = Math.min(room, count);
  return Array.from({ length: taken }, (_, k) => from + Math.floor((k * room) / taken));
}

function maskTraitsOf(answers: Float64Array): MaskTraits {
  const wide = answers[2] !== answers[3] || Math.fround(answers[1]!) !== answers[1];
  return { masks: answers[0] === -(2 ** 100), nearest: answers[1] !== 1, wide };
}

export interface TreeOptions {
  /** Tried before the common schemes. */
  readonly guesses?: readonly Scheme[];
  /** Assume nothing about formats. */
  readonly wide?: boolean;
  readonly seed?: number;
}

/** The tree and what proves it: a kind of certificate, or a mode of the sieve. */
export interface RevealedTree {
  /** Canonical. */
  readonly tree: FlatTree;
  /** The name of the guess that was right. */
  readonly scheme: string | undefined;
  readonly proof: Certificate['kind'] | SieveMode;
}

/**
 * Finds the summation tree of a black box. One round of at most seven calls asks for mask traits and fingerprints. A
 * certificate must prove the guess that fits. If none does, the sieve finds the tree. Windows and nested masks assume
 * two-term additions that round to nearest binary32. Before they are believed, 32 sums of random numbers are replayed
 * (counted as `checks`); any difference leads to the proof that assumes nothing. A black box that is not a fixed tree
 * may still get one here. Replaying it with its arithmetic refuses it.
 */
export async function revealTree(oracle: Oracle, options: TreeOptions = {}): Promise<RevealedTree> {
  const { n } = oracle;
  if (n < 3)
    return {
      tree: { n, children: n === 2 ? [[0, 1]] : [] },
      scheme: 'sequential',
      proof: 'sperner',
    };
  const { guesses, print } = prepare(n, options.guesses ?? []);
  const lefts = new Float32Array(traitCalls * n + print.lefts.length);
  lefts.set(maskTraitVectors(n));
  lefts.set(print.lefts, traitCalls * n);
  const answers = await oracle.ask(lefts);
  const traits = maskTraitsOf(answers.subarray(0, traitCalls));
  const plain = traits.nearest && !traits.wide && options.wide !== true;
  if (traits.masks) {
    const fitting = print.fitting(answers.subarray(traitCalls));
    const binary = fitting.filter(isBinary);
    // A unit that truncates terms at the largest adds several at once. A binary guess would fit by chance, and each
    // costs a certificate.
    const likely = traits.nearest && binary.length > 0 ? binary : fitting.filter((guess) => !isBinary(guess));
    const tree = await singleOut(likely, oracle);
    const proof = tree && (await prove(tree, oracle, traits.wide || options.wide === true));
    if (tree !== undefined && proof !== undefined) return { tree: canonical(tree), scheme: guesses.get(tree)!, proof };
  }
  return sieveTree(oracle, !traits.masks ? 'cut' : plain ? 'nested' : 'one-size', options.seed ?? sieveSeed);
}

/** The name of a scheme that has this tree. */
export function schemeOf(tree: FlatTree, further: readonly Scheme[] = []): string | undefined {
  if (tree.n < 3) return undefined;
  const sketch = sketchOf(tree);
  const alike = [...prepare(tree.n, further).guesses].find(
    ([guess]) => sketchOf(guess) === sketch && treeKey(guess) === treeKey(tree),
  );
  return alike?.[1];
}

interface Prepared {
  readonly n: number;
  readonly further: readonly Scheme[];
  readonly guesses: ReadonlyMap<FlatTree, string>;
  readonly print: Fingerprint;
}

/** The latest last. */
const prepared: Prepared[] = [];
/** The most terms of all that is kept: about 60 guesses for each, so 2^13 terms take some 40 MB. */
const mostTermsKept = 2 ** 13;

/**
 * The guesses for n terms and the vectors that distinguish them. The latest are kept, because outputs, formats and
 * settings ask for the same again: preparing took two fifths of the time of a survey. Guesses are the same if they are
 * in the same array, because a name alone has another tree in another window.
 */
function prepare(n: number, further: readonly Scheme[]): Prepared {
  const isThis = (one: Prepared): boolean =>
    one.n === n && (one.further === further || one.further.length + further.length === 0);
  const at = prepared.findIndex(isThis);
  const [found = preparedFor(n, further)] = at < 0 ? [] : prepared.splice(at, 1);
  prepared.push(found);
  let terms = prepared.reduce((sum, one) => sum + one.n, 0);
  while (terms > mostTermsKept && prepared.length > 1) terms -= prepared.shift()!.n;
  return found;
}

function preparedFor(n: number, further: readonly Scheme[]): Prepared {
  const guesses = differentGuesses(n, [...further, ...schemes]);
  return { n, further, guesses, print: fingerprint(n, [...guesses.keys()]) };
}

/** One tree of each kind, with the first name that gives it. */
function differentGuesses(n: number, guesses: readonly Scheme[]): ReadonlyMap<FlatTree, string> {
  const bySketch = new Map<string, readonly [FlatTree, string]>();
  for (const { name, tree: make } of guesses) {
    const tree = make(n);
    const sketch = sketchOf(tree);
    if (!bySketch.has(sketch)) bySketch.set(sketch, [tree, name]);
  }
  return new Map(bySketch.values());
}

/** The guess that remains after one round, with a separating vector for every two neighbours. */
async function singleOut(guesses: readonly FlatTree[], oracle: Oracle): Promise<FlatTree | undefined> {
  const [first, ...rest] = guesses;
  if (first === undefined || rest.length === 0) return first;
  const pairs = rest.flatMap((tree, index) => {
    const vector = separatingVector(guesses[index]!, tree);
    return vector === undefined ? [] : [vector];
  });
  const lefts = new Float32Array(pairs.length * oracle.n);
  pairs.forEach((vector, index) => {
    lefts.set(vector, index * oracle.n);
  });
  const answers = await oracle.ask(lefts);
  const work = new Float64Array(2 * oracle.n);
  const sum = (tree: FlatTree, vector: Float32Array): number => sumsOfMasks(tree, vector, 1, work)[0]!;
  return guesses.find((tree) => pairs.every((vector, index) => sum(tree, vector) === answers[index]));
}

/** Proves a guess by the smaller certificate. Undefined if the guess is wrong. */
async function prove(tree: FlatTree, oracle: Oracle, wide: boolean): Promise<Certificate['kind'] | undefined> {
  const first = smallestCertificate(tree, wide);
  const accepted = certifies(first, await oracle.ask(first.lefts));
  if (first.kind !== 'windows') return accepted ? first.kind : undefined;
  if (accepted && (await sumsInBinary32(tree, oracle))) return 'windows';
  const second = smallestCertificate(tree, true);
  return certifies(second, await oracle.ask(second.lefts)) ? 'sperner' : undefined;
}

async function sieveTree(
  oracle: Oracle,
  mode: SieveMode,
  seed: number,
): Promise<{ tree: FlatTree; scheme: undefined; proof: SieveMode }> {
  if (mode === 'nested') {
    const tree = await sieve(oracle, mode, seed).catch((error: unknown) => {
      if (error instanceof NotATree) return undefined;
      throw error;
    });
    if (tree !== undefined && (await sumsInBinary32(tree, oracle))) return { tree, scheme: undefined, proof: mode };
    if (await isOrderFree(oracle))
      throw new NotATree('value-dependent', 'shuffled products give the same sum: the order depends on the values');
    return sieveTree(oracle, 'one-size', seed);
  }
  return { tree: await sieve(oracle, mode, seed), scheme: undefined, proof: mode };
}

const replayedSums = 32;

/** Whether sums of random numbers of mixed sizes are those of two-term binary32 additions on this tree. */
async function sumsInBinary32(tree: FlatTree, oracle: Oracle): Promise<boolean> {
  if (!isBinary(tree)) return false;
  const lefts = new Float32Array(replayedSums * tree.n);
  randomOf(tree.n, 'sums in binary32').fillBinades(new Int32Array(lefts.buffer), 0, lefts.length, -18, 12);
  const answers = await oracle.check(lefts);
  return answers.every((answer, index) => sumInBinary32(tree, lefts, index * tree.n) === answer);
}
