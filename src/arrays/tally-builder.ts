import { type ErrorMap, emptyMap, type MapLayout, mergeCells, putOutput } from './error-map.ts';
import type { JudgedOutput } from './judge-output.ts';
import type { JudgedElement, PartialTally, Tally } from './tally.ts';

export const mostWorst = 20;

/** Counts judged outputs of one answer. */
export class TallyBuilder {
  private outputs = 0;
  private correctlyRounded = 0;
  private wrapped = 0;
  private within = 0;
  private wrong = 0;
  private notJudged = 0;
  private squaredErrorOverUP = 0;
  private errorOverUP = 0;
  private inexact = 0;
  private worst: JudgedElement[] = [];
  private readonly isWrong: Uint8Array;

  private readonly map: ErrorMap | undefined;

  /** `map` is the layout of the map of errors, if one is wanted. */
  constructor(length: number, map?: MapLayout) {
    this.isWrong = new Uint8Array(Math.ceil(length / 8));
    this.map = map === undefined ? undefined : emptyMap(map);
  }

  /** `unit` is u. */
  add({ verdict, correctlyRounded, element, error, absoluteSum, isInexact, wraps }: JudgedOutput, unit: number): void {
    this.outputs++;
    if (correctlyRounded) this.correctlyRounded++;
    if (wraps === true) this.wrapped++;
    if (verdict === 'within') this.within++;
    else if (verdict === 'not-judged') this.notJudged++;
    else this.markWrong(element.index);
    this.squaredErrorOverUP += squaredShare(error, unit * absoluteSum);
    this.errorOverUP += share(error, unit * absoluteSum);
    if (isInexact) this.inexact++;
    if (verdict !== 'not-judged') this.offer(element);
    if (this.map !== undefined) putOutput(this.map, element.index, verdict, element.errorOverBound);
  }

  /** Adds the outputs of a block. */
  merge(part: PartialTally): void {
    this.outputs += part.outputs;
    this.correctlyRounded += part.correctlyRounded;
    this.wrapped += part.wrapped;
    this.within += part.within;
    this.notJudged += part.notJudged;
    this.squaredErrorOverUP += part.squaredErrorOverUP;
    this.errorOverUP += part.errorOverUP;
    this.inexact += part.inexact;
    for (const index of part.wrongIndices) this.markWrong(index);
    for (const element of part.worst) this.offer(element);
    if (this.map !== undefined && part.cells !== undefined) mergeCells(this.map, part.cells);
  }

  private markWrong(index: number): void {
    this.wrong++;
    this.isWrong[index >> 3]! |= 1 << (index & 7);
  }

  private offer(element: JudgedElement): void {
    const last = this.worst[mostWorst - 1];
    if (last !== undefined && !isWorse(element, last)) return;
    const place = this.worst.findIndex((other) => isWorse(element, other));
    this.worst.splice(place < 0 ? this.worst.length : place, 0, element);
    this.worst.length = Math.min(this.worst.length, mostWorst);
  }

  tally(): Tally {
    const { outputs, correctlyRounded, within, wrong, notJudged, squaredErrorOverUP, isWrong, map } = this;
    const { errorOverUP, inexact, wrapped } = this;
    const worst = [...this.worst];
    return {
      outputs,
      correctlyRounded,
      within,
      wrong,
      notJudged,
      squaredErrorOverUP,
      ...{ errorOverUP, inexact, wrapped },
      largest: worst[0],
      worst,
      isWrong,
      ...(map === undefined ? {} : { map }),
    };
  }
}

/** A larger error ÷ bound, then the earlier index. */
export function isWorse(one: JudgedElement, other: JudgedElement): boolean {
  if (one.errorOverBound !== other.errorOverBound) return one.errorOverBound > other.errorOverBound;
  return one.index < other.index;
}

/** (error ÷ (u · P))²; 0 where it is no finite number. */
export function squaredShare(error: number, scale: number): number {
  const square = (error / scale) ** 2;
  return Number.isFinite(square) ? square : 0;
}

/** error ÷ (u · P); 0 where its square is no finite number. */
export function share(error: number, scale: number): number {
  const one = error / scale;
  return Number.isFinite(one * one) ? one : 0;
}
