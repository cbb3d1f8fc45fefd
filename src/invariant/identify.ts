import { groupsOf, hasTaps } from '../conv/operation.ts';
import type { Operation } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { isNarrow } from '../float/narrow-numbers.ts';
import { randomOf } from '../inputs/random.ts';
import { accumulationKey } from '../reveal/accumulation-key.ts';
import { isBinary } from '../reveal/flat-tree.ts';
import { NotATree } from '../reveal/obstacle.ts';
import { Oracle, type Vectors } from '../reveal/oracle.ts';
import { same } from '../reveal/replay.ts';
import { replayVectors } from '../reveal/replay-vectors.ts';
import { reveal } from '../reveal/reveal.ts';
import { revealTree, schemeOf } from '../reveal/reveal-tree.ts';
import { windowSchemes } from '../reveal/schemes/all-schemes.ts';
import type { WindowShape } from '../sums/algorithm.ts';
import type { Setting } from './axes.ts';
import { fullLines } from './full-window.ts';
import { type Known, type KnownTree, knownTree, ofFamily, type TreeCertificate, withArithmeticOf } from './known.ts';
import { type Station, stationOf } from './station.ts';

/** Vectors that every listener is compared on at every size: one of each of twenty distributions. */
export const replaysOfSize = 20;

/** Numbers that are sent to replay what was revealed anew. */
const numbersToReplay = 2 ** 24;

/** After this many revelations that explain nothing, bits alone are compared. */
const mostFailures = 2;

/** What the listeners of one setting compute. */
export interface Identified {
  readonly station: Station;
  /** For each listener, its place in `known`. */
  readonly classes: Int32Array;
  /** Whether each of them has a certificate or was revealed itself. */
  readonly certified: boolean;
}

/** Says what computes each output of a setting. It learns: what it met is tried first at the next setting. */
export class Identifier {
  readonly known: Known[] = [];
  readonly #subject: (threads: number) => Subject;
  readonly #seed: number;
  readonly #replayed = new Map<number, Vectors>();
  readonly #counters = { calls: 0, rounds: 0, checks: 0 };
  #failures = 0;
  revelations = 0;

  constructor(subject: (threads: number) => Subject, seed: number) {
    this.#subject = subject;
    this.#seed = seed;
  }

  /** Vectors asked without those that are only compared, which are `checks`. */
  get calls(): number {
    return this.#counters.calls;
  }

  get checks(): number {
    return this.#counters.checks;
  }

  /** Whether a tree was found, so that certificates can be asked for. */
  get explains(): boolean {
    return this.known[0]?.kind === 'tree';
  }

  /** Undefined if no output has all its terms on pixels. Throws NotATree if the engine gives no values. */
  async identify(setting: Setting, reference?: number): Promise<Identified | undefined> {
    const subject = this.#subject(setting.threads);
    const station = stationOf(subject, setting, reference);
    if (station === undefined) return undefined;
    const { n, listeners } = station;
    const replayed = this.#vectors(n);
    const answers = await station.ask(replayed.lefts, replayed.rights, replayed.count);
    this.#counters.checks += replayed.count;
    const work: Work = {
      ...{ subject, station, replayed, answers, window: windowOf(setting, subject.operation) },
      ...{ classes: new Int32Array(listeners.length).fill(-1), certified: true },
    };
    for (const index of this.#candidates(work)) {
      const open = openOf(work).filter((listener) => this.#fits(work, listener, this.known[index]!));
      if (open.length > 0) await this.#accept(work, index, open);
    }
    await this.#tryFamilies(work);
    for (let open = openOf(work); open.length > 0; open = openOf(work)) {
      const index = await this.#learn(work, open[0]!);
      work.classes[open[0]!] = index;
      const others = openOf(work).filter((listener) => this.#fits(work, listener, this.known[index]!));
      if (others.length > 0) await this.#accept(work, index, others);
    }
    return { station, classes: work.classes, certified: work.certified };
  }

  /** The vectors that are replayed at every setting of n terms. */
  #vectors(n: number): Vectors {
    const known = this.#replayed.get(n) ?? replayVectors(randomOf(this.#seed, 'invariance'), n, replaysOfSize);
    this.#replayed.set(n, known);
    return known;
  }

  /** What was met with as many terms. */
  #candidates({ station }: Work): readonly number[] {
    return this.known.flatMap(({ n }, index) => (n === station.n ? [index] : []));
  }

  #fits({ station, answers }: Work, listener: number, known: Known): boolean {
    return known.predicted.every((value, k) => {
      const answer = answers[k * station.listeners.length + listener]!;
      // Appended zeros make −0 to +0, which is no other order.
      return same(value, answer) || (station.setting.channels !== undefined && value === answer);
    });
  }

  /** Those of the listeners that pass the certificate compute as `index` does. Without one, replays alone decide. */
  async #accept(work: Work, index: number, listeners: readonly number[]): Promise<void> {
    const known = this.known[index]!;
    const certificate = known.kind === 'tree' ? known.certificate : undefined;
    if (certificate === undefined) {
      work.certified = false;
      for (const listener of listeners) work.classes[listener] = index;
      return;
    }
    const passing = await this.#passing(work.station, certificate, listeners);
    for (const listener of passing) work.classes[listener] = index;
  }

  async #passing(
    station: Station,
    { lefts, rights, expected }: TreeCertificate,
    listeners: readonly number[],
  ): Promise<readonly number[]> {
    if (expected.length === 0) return listeners;
    const answers = await station.ask(lefts, rights, expected.length);
    this.#counters.calls += expected.length;
    return listeners.filter((listener) =>
      expected.every((value, call) => value === answers[call * station.listeners.length + listener]),
    );
  }

  /** Trees of other numbers of terms: the same scheme is tried before anything is revealed. */
  async #tryFamilies(work: Work): Promise<void> {
    const { station, replayed, window } = work;
    const tried = new Set<string>();
    for (const one of [...this.known].reverse()) {
      if (openOf(work).length === 0) return;
      const name = one.kind === 'tree' && one.n !== station.n ? one.scheme : undefined;
      if (name === undefined || tried.has(name)) continue;
      tried.add(name);
      const there = ofFamily(one as KnownTree, station.n, window, replayed);
      const open = there && openOf(work).filter((listener) => this.#fits(work, listener, there));
      if (there === undefined || open === undefined || open.length === 0) continue;
      const index = this.known.push(there) - 1;
      await this.#accept(work, index, open);
      if (!work.classes.includes(index)) this.known.pop();
    }
  }

  /** Reveals one listener, and gives the place of what it is in `known`. */
  async #learn(work: Work, listener: number): Promise<number> {
    const { station, replayed, answers } = work;
    const own = Float64Array.from({ length: replayed.count }, (_, k) => {
      return answers[k * station.listeners.length + listener]!;
    });
    const found =
      station.hidden !== undefined
        ? ({ kind: 'none', because: station.hidden } as const)
        : this.#failures < mostFailures && (this.known.length === 0 || this.explains)
          ? await this.#reveal(work, listener)
          : undefined;
    if (found?.kind !== 'tree') {
      const because = found?.because ?? 'what came before was not explained either; only bits were compared';
      if (found !== undefined) this.#failures += 1;
      work.certified = false;
      return this.known.push({ kind: 'bits', n: station.n, because, predicted: own }) - 1;
    }
    const key = accumulationKey(found.known.accumulation);
    const earlier = this.known.findIndex(
      (one) => one.kind === 'tree' && one.n === station.n && accumulationKey(one.accumulation) === key,
    );
    return earlier >= 0 ? earlier : this.known.push(found.known) - 1;
  }

  async #reveal(
    { subject, station, replayed, window, answers }: Work,
    listener: number,
  ): Promise<
    { readonly kind: 'tree'; readonly known: KnownTree } | { readonly kind: 'none'; readonly because: string }
  > {
    this.revelations += 1;
    const blackBox = station.blackBox(listener);
    const guesses = windowSchemes(window);
    const quick = await this.#revealTreeOnly({ subject, station, replayed, window, answers }, listener);
    if (quick !== undefined) return { kind: 'tree', known: quick };
    const most = Math.max(replaysOfSize, Math.min(1000, Math.floor(numbersToReplay / station.numbers)));
    const narrow = isNarrow(subject.format) ? subject.format : undefined;
    const revealed = await reveal(blackBox, station.n, { guesses, replays: most, seed: this.#seed, narrow });
    this.#counters.calls += revealed.cost.calls;
    this.#counters.checks += revealed.cost.checks;
    if (!revealed.explained && revealed.obstacle === 'engine') throw new NotATree('engine', revealed.because);
    if (!revealed.explained) return { kind: 'none', because: revealed.because };
    const { accumulation: found } = revealed;
    const accumulation = hasTaps(subject.operation) ? found : { ...found, leaves: 'numbers' as const };
    const scheme = revealed.scheme ?? schemeOf(revealed.tree, guesses);
    const known = knownTree(revealed.tree, scheme, accumulation, replayed);
    if (known.certificate === undefined) return { kind: 'tree', known };
    const passes = await this.#passing(station, known.certificate, [listener]);
    return { kind: 'tree', known: passes.length > 0 ? known : { ...known, certificate: undefined } };
  }

  /** The tree alone, if it gives all replayed bits in the arithmetic of something met before. It saves 2n calls. */
  async #revealTreeOnly(
    { subject, station, replayed, window, answers }: Omit<Work, 'classes' | 'certified'>,
    listener: number,
  ): Promise<KnownTree | undefined> {
    const trees = this.known.filter((one) => one.kind === 'tree');
    // The probes of trees alone do not fit into 16 bits.
    if (trees.length === 0 || isNarrow(subject.format)) return undefined;
    const oracle = new Oracle(station.blackBox(listener), station.n, this.#counters);
    try {
      const { tree, scheme } = await revealTree(oracle, { guesses: windowSchemes(window) });
      if (!isBinary(tree)) return undefined;
      for (const { accumulation } of trees) {
        const moved = withArithmeticOf(accumulation, tree);
        const known = moved && knownTree(tree, scheme, moved, replayed);
        const fits = known?.predicted.every((value, k) => {
          return same(value, answers[k * station.listeners.length + listener]!);
        });
        if (known !== undefined && fits === true) return known;
      }
      return undefined;
    } catch (error) {
      if (error instanceof NotATree && error.obstacle !== 'engine') return undefined;
      throw error;
    }
  }
}

interface Work {
  readonly subject: Subject;
  readonly station: Station;
  readonly replayed: Vectors;
  readonly answers: Float64Array;
  readonly window: WindowShape;
  readonly classes: Int32Array;
  certified: boolean;
}

function openOf({ classes }: Work): readonly number[] {
  return [...classes.keys()].filter((listener) => classes[listener]! < 0);
}

export function windowOf({ shape, channels }: Setting, operation: Operation): WindowShape {
  const depth = channels ?? shape.channelsIn / groupsOf(shape, operation);
  const lines = ([0, 1] as const).map((axis) => fullLines(shape, operation, axis).length);
  return { rows: lines[0]!, columns: lines[1]!, channels: depth };
}
