import * as v from 'valibot';
import { issueText } from '../../corpus/issue-text.ts';
import { bits32, text } from '../../corpus/schema-parts.ts';
import { shown } from '../../errors/shown.ts';
import { nearestText, UsageError } from '../../errors/usage-error.ts';
import { parseJson } from '../../files/parse-json.ts';
import { readText } from '../../files/read-input.ts';
import { type Bits32, fromBits32 } from '../../float/bits.ts';
import type { Candidate } from '../problem.ts';
import type { Challenge, KnownWitness, Measured } from './challenge.ts';
import { challenges } from './challenges.ts';

/** Whether an input answers a challenge, and how well. */
export type WitnessVerdict =
  | { readonly admitted: false; readonly reason: string }
  | ({
      readonly admitted: true;
      /** The ratio of the best input known. */
      readonly best: number;
      readonly beatsBest: boolean;
      /** Above a proven limit: a mistake of lastbit. */
      readonly exceedsLimit: boolean;
    } & Measured);

/** Computes the result and its exact error. All comparisons are of numbers that were rounded toward zero. */
export function checkWitness(challenge: Challenge, candidate: Candidate): WitnessVerdict {
  const { size, limit } = challenge;
  for (const side of ['left', 'right'] as const) {
    if (candidate[side].length !== size[side])
      return {
        admitted: false,
        reason: `${side}: ${candidate[side].length} numbers; ${challenge.id} takes ${size[side]}`,
      };
    const index = candidate[side].findIndex((x) => !Number.isFinite(x));
    if (index >= 0) return { admitted: false, reason: `${side}[${index}]: ${candidate[side][index]} is not finite` };
  }
  const reason = challenge.refusal(candidate);
  if (reason !== undefined) return { admitted: false, reason };
  const measured = challenge.measured(candidate);
  const best = challenge.measured(candidateOf(challenge.best)).ratio;
  return {
    admitted: true,
    ...measured,
    best,
    beatsBest: measured.ratio > best,
    exceedsLimit: limit.kind === 'proven' && measured.ratio > limit.value,
  };
}

/** The numbers of a known witness. */
export function candidateOf({ left, right }: Pick<KnownWitness, 'left' | 'right'>): Candidate {
  const numbers = (lines: readonly string[]): Float32Array =>
    Float32Array.from(lines.join(' ').split(' '), (bits) => fromBits32(bits as Bits32));
  return { left: numbers(left), right: numbers(right) };
}

/** A file with a witness. */
export interface WitnessFile {
  readonly schema: 'lastbit-witness-1';
  /** The id of a challenge. */
  readonly challenge: string;
  readonly left: readonly Bits32[];
  readonly right: readonly Bits32[];
  readonly by?: string | undefined;
}

const numbers = v.pipe(v.array(bits32), v.minLength(1), v.maxLength(4096));

export const witnessSchema: v.GenericSchema<unknown, WitnessFile> = v.strictObject({
  schema: v.literal('lastbit-witness-1'),
  challenge: text,
  left: numbers,
  right: numbers,
  by: v.optional(text),
});

/** A witness as its file has it. */
export interface SubmittedWitness {
  readonly challenge: Challenge;
  readonly candidate: Candidate;
  readonly by: string | undefined;
}

/** The largest file, in bytes, that is read as a witness. */
const largest = 2 ** 20;

/** Reads a file. Throws a UsageError of one line that names the file, the place and what would be right. */
export function readWitness(path: string): SubmittedWitness {
  return parseWitness(readText(path, largest), path);
}

/** The same from the text of the file. */
export function parseWitness(content: string, path: string): SubmittedWitness {
  const result = v.safeParse(witnessSchema, parseJson(path, content));
  if (!result.success) throw new UsageError(`${path}: ${issueText(result.issues, 'witness')}; a witness has ${fields}`);
  const { challenge: id, left, right, by } = result.output;
  const ids = challenges.map((one) => one.id);
  const challenge = challenges.find((one) => one.id === id);
  if (challenge === undefined)
    throw new UsageError(
      `${path}: challenge: ${shown(id)} is none; did you mean ${nearestText(id, ids)}? There are ${ids.join(', ')}`,
    );
  const candidate = { left: Float32Array.from(left, fromBits32), right: Float32Array.from(right, fromBits32) };
  return { challenge, candidate, by };
}

const fields = 'schema "lastbit-witness-1", challenge, left, right (bit patterns of eight digits) and perhaps by';
