import { randomOf } from '../inputs/random.ts';
import { accepts, type Certificate } from './certificates/certificate.ts';
import { smallestCertificate } from './certificates/smallest-certificate.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { canonical, type FlatTree, isBinary, sketchOf } from './flat-tree.ts';
import { NotATree } from './not-a-tree.ts';
import type { Questions } from './probe.ts';
import { schemes } from './schemes/all-schemes.ts';
import type { Scheme } from './schemes/scheme.ts';
import { separatingVector } from './separate.ts';
import { type SieveMode, sieve, sieveSeed } from './sieve/sieve.ts';
import { sumInBinary32 } from './sum-in-binary32.ts';
import { sumsOfMasks } from './sums-of-masks.ts';
import { traitCalls, traitsOf, traitVectors } from './traits.ts';

export interface TreeOptions {
  /** Tried before the schemes. */
  readonly guesses?: readonly Scheme[];
  /** Nothing is to be assumed of the formats. */
  readonly wide?: boolean;
  readonly seed?: number;
}

/** The tree, and what proves it: a certificate of either kind, or the sieve in one of its modes. */
export interface RevealedTree {
  /** Canonical. */
  readonly tree: FlatTree;
  /** The name of the guess that was right. */
  readonly scheme: string | undefined;
  readonly proof: Certificate['kind'] | SieveMode;
}

/**
 * Finds the summation tree of a black box: traits and fingerprints in one round of at most seven calls, then the guesses that fit,
 * each to be proved by a certificate, then the sieve. Windows and nested masks assume two-term nodes that round to
 * nearest binary32; before they are believed, 32 sums of random numbers (counted apart, as `checks`) are replayed on the
 * tree found, and any difference leads to the proof that assumes nothing.
 * What can fool it: a box that is no fixed tree may be given one; replaying it with its arithmetic is what refuses it.
 */
export async function revealTree(questions: Questions, options: TreeOptions = {}): Promise<RevealedTree> {
  const { n } = questions;
  if (n < 3)
    return {
      tree: { n, children: n === 2 ? [[0, 1]] : [] },
      scheme: 'sequential',
      proof: 'sperner',
    };
  const { guesses, print } = prepare(n, options.guesses ?? []);
  const lefts = new Float32Array(traitCalls * n + print.lefts.length);
  lefts.set(traitVectors(n));
  lefts.set(print.lefts, traitCalls * n);
  const answers = await questions.ask(lefts);
  const traits = traitsOf(answers.subarray(0, traitCalls));
  const plain = traits.nearest && !traits.wide && options.wide !== true;
  if (traits.masks) {
    const fitting = print.fitting(answers.subarray(traitCalls));
    const binary = fitting.filter(isBinary);
    // What cuts terms off at the largest adds several at once: a binary guess would fit by chance, and each costs a certificate.
    const likely = traits.nearest && binary.length > 0 ? binary : fitting.filter((guess) => !isBinary(guess));
    const tree = await oneOf(likely, questions);
    const proof = tree && (await prove(tree, questions, traits.wide || options.wide === true));
    if (tree !== undefined && proof !== undefined) return { tree: canonical(tree), scheme: guesses.get(tree)!, proof };
  }
  return sieveSurely(questions, !traits.masks ? 'cut' : plain ? 'nested' : 'one-size', options.seed ?? sieveSeed);
}

interface Prepared {
  readonly guesses: ReadonlyMap<FlatTree, string>;
  readonly print: Fingerprint;
}

const prepared = new Map<number, Prepared>();
/** Of larger n only the latest is kept. */
const mostKept = 256;
let latest: { readonly n: number; readonly prepared: Prepared } | undefined;

/** The guesses for n terms and the vectors that tell them apart; kept for small n, as many outputs have the same n. */
function prepare(n: number, further: readonly Scheme[]): Prepared {
  const known = further.length > 0 ? undefined : latest?.n === n ? latest.prepared : prepared.get(n);
  if (known !== undefined) return known;
  const guesses = differentGuesses(n, [...further, ...schemes]);
  const result = { guesses, print: fingerprint(n, [...guesses.keys()]) };
  if (further.length === 0 && n <= mostKept) prepared.set(n, result);
  else if (further.length === 0) latest = { n, prepared: result };
  return result;
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

/** The one guess that is left after as many vectors as there are further guesses, in one round. */
async function oneOf(guesses: readonly FlatTree[], questions: Questions): Promise<FlatTree | undefined> {
  const [first, ...rest] = guesses;
  if (first === undefined || rest.length === 0) return first;
  const pairs = rest.flatMap((tree, index) => {
    const vector = separatingVector(guesses[index]!, tree);
    return vector === undefined ? [] : [vector];
  });
  const lefts = new Float32Array(pairs.length * questions.n);
  pairs.forEach((vector, index) => {
    lefts.set(vector, index * questions.n);
  });
  const answers = await questions.ask(lefts);
  const work = new Float64Array(2 * questions.n);
  const sum = (tree: FlatTree, vector: Float32Array): number => sumsOfMasks(tree, vector, 1, work)[0]!;
  return guesses.find((tree) => pairs.every((vector, index) => sum(tree, vector) === answers[index]));
}

/** Proves a guess by the smaller certificate, or says that it is wrong. */
async function prove(tree: FlatTree, questions: Questions, wide: boolean): Promise<Certificate['kind'] | undefined> {
  const first = smallestCertificate(tree, wide);
  const accepted = accepts(first, await questions.ask(first.lefts));
  if (first.kind !== 'windows') return accepted ? first.kind : undefined;
  if (accepted && (await sumsInBinary32(tree, questions))) return 'windows';
  const second = smallestCertificate(tree, true);
  return accepts(second, await questions.ask(second.lefts)) ? 'sperner' : undefined;
}

async function sieveSurely(
  questions: Questions,
  mode: SieveMode,
  seed: number,
): Promise<{ tree: FlatTree; scheme: undefined; proof: SieveMode }> {
  if (mode === 'nested') {
    const tree = await sieve(questions, mode, seed).catch((error: unknown) => {
      if (error instanceof NotATree) return undefined;
      throw error;
    });
    if (tree !== undefined && (await sumsInBinary32(tree, questions))) return { tree, scheme: undefined, proof: mode };
    return sieveSurely(questions, 'one-size', seed);
  }
  return { tree: await sieve(questions, mode, seed), scheme: undefined, proof: mode };
}

const checks = 32;

/** Whether sums of random numbers of mixed sizes are those of two-term binary32 nodes on this tree. */
async function sumsInBinary32(tree: FlatTree, questions: Questions): Promise<boolean> {
  if (!isBinary(tree)) return false;
  const lefts = new Float32Array(checks * tree.n);
  randomOf(tree.n, 'sums in binary32').fillBinades(new Int32Array(lefts.buffer), 0, lefts.length, -18, 12);
  const answers = await questions.check(lefts);
  return answers.every((answer, index) => sumInBinary32(tree, lefts, index * tree.n) === answer);
}
