import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { shapeKey } from '../../../conv/shape-text.ts';
import { bits32 } from '../../../float/bits.ts';
import type { SideConstraint } from '../../../hunt/constraints.ts';
import type { HuntProgress } from '../../../hunt/drive.ts';
import type { HuntRequest } from '../../../hunt/hunt.ts';
import { writeState } from '../../../hunt/state-file.ts';

/** Where hunts keep what they have found so far, one file for each. */
export const statesFolder = 'hunts';

/** What decides the candidates of a hunt, as one line: hunts with one key continue one another. */
export function keyOf({ subjects, place, constraints, aim, seed, methods = [] }: HuntRequest): string {
  const { image, kernel, condition } = constraints;
  return [
    ...subjects.map(({ subject, version }) => `${subject.id} ${version}`),
    `${shapeKey(place.shape)} output ${place.output}`,
    `image ${sideKey(image)}, kernel ${sideKey(kernel)}`,
    `condition ${condition ?? 'any'}, ${aim}, seed ${seed}`,
    ...(methods.length === 0 ? [] : [`methods ${methods.join(', ')}`]),
  ].join('; ');
}

/** A side as text: equal constraints have equal texts. Of given numbers the text is a hash. */
function sideKey(side: SideConstraint): string {
  if (side.kind === 'free') return 'any';
  if (side.kind === 'given') return `given ${hashOf(Array.from(side.numbers, bits32).join(''), 32)}`;
  return side.kind === 'range' ? `${bits32(side.low)}..${bits32(side.high)}` : side.name;
}

const hashOf = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

/** `hunts/numpy-dot-1a2b3c4d`: the state and the witness of a hunt begin so. */
export function baseOf(folder: string, key: string): string {
  const name = /^[^ ]+/.exec(key)![0].replace(/[^A-Za-z0-9.]+/g, '-');
  return join(folder, `${name}-${hashOf(key, 8)}`);
}

/** A file is not written more often than this. What it lacks is found again: rounds are repeated from their start. */
const everyMs = 200;

/** Keeps a hunt on disk: at its first improvement, then as often as the disk allows, and at its end. */
export class StateKeeper {
  private readonly path: string;
  private readonly key: string;
  private written = Number.NEGATIVE_INFINITY;
  private isNew = false;

  constructor(path: string, key: string) {
    this.path = path;
    this.key = key;
  }

  /** There is something new to keep. */
  note(): void {
    this.isNew = true;
  }

  /** Writes what is new, unless that was done just now. */
  keep(progress: () => HuntProgress, now: number = performance.now()): void {
    if (!this.isNew || now - this.written < everyMs) return;
    writeState(this.path, this.key, progress());
    this.written = performance.now();
    this.isNew = false;
  }

  finish(progress: HuntProgress): void {
    writeState(this.path, this.key, progress);
  }
}
