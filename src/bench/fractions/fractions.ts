import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exactOutput } from '../../arrays/exact-output.ts';
import type { Question } from '../../arrays/question.ts';
import { questionOf } from '../../arrays/question-of.ts';
import type { ArrayRequest } from '../../arrays/request.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { ArrayFile } from '../../files/array-file.ts';
import { type Dyadic, dyadicOf } from '../../float/dyadic.ts';
import { randomOf } from '../../inputs/random.ts';
import type { Benchmark } from '../benchmark.ts';
import { type Draw, drawOf, randomRequest } from './random-request.ts';

const casesPerRound = 20_000;

/** The exact values of `judge` beside those of Python's fractions, computed there from the definitions. */
export const fractionsAgree: Benchmark = {
  name: 'fractions',
  description:
    'outputs whose exact sum, absolute sum or number of terms is not that of Python fractions, ' +
    '20,000 random cases a round: convolutions up to three dimensions, matrix and dot products, sums along axes, ' +
    'of all types',
  async run({ seed, rounds }) {
    const found = await compareWithFractions(seed, rounds * casesPerRound);
    if (typeof found === 'string') {
      return { measurements: [], comparisons: [], unmeasured: [{ name: 'outputs', reason: found }], versions: {} };
    }
    const { cases, outputs, wrong, first, python } = found;
    if (first.length > 0) throw new Error(`exact values differ from fractions: ${first.join('; ')}`);
    const count = (name: string, value: number) => ({ name, unit: '', value, spread: [value, value] as const });
    return {
      measurements: [count('cases', cases), count('outputs', outputs)],
      comparisons: [{ name: 'outputs that differ', ratio: wrong, target: { atMost: 0 } }],
      unmeasured: [],
      versions: { node: process.version, python },
    };
  },
};

interface Comparison {
  readonly cases: number;
  readonly outputs: number;
  readonly wrong: number;
  /** In words, at most five. */
  readonly first: readonly string[];
  readonly python: string;
}

/** Sends random cases and lastbit's exact values to Python. A text says why it could not be done. */
export async function compareWithFractions(seed: number, cases: number): Promise<Comparison | string> {
  const script = fileURLToPath(new URL('./exact_values.py', import.meta.url));
  const python = spawn('python3', ['-E', '-s', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [printed, complaint, failure] = ['', '', ''];
  python.stdout.on('data', (data: Buffer) => {
    printed += data;
  });
  python.stderr.on('data', (data: Buffer) => {
    complaint += data;
  });
  const closed = once(python, 'close').catch((error: Error) => {
    failure = error.message;
  });
  // What is written after a failure goes nowhere.
  python.stdin.on('error', () => {});
  const draw = drawOf(randomOf(seed, 'fractions'));
  for (let i = 0; i < cases && python.exitCode === null && failure === ''; i++) {
    const line = `${JSON.stringify(caseOf(fittingRequest(draw)))}\n`;
    if (!python.stdin.write(line)) await Promise.race([once(python.stdin, 'drain').catch(() => {}), closed]);
  }
  python.stdin.end();
  await closed;
  if (failure !== '') return `python3 does not start: ${failure}`;
  if (printed === '') return `python3 failed: ${complaint.trim().split('\n').at(-1)}`;
  return JSON.parse(printed) as Comparison;
}

/** A request whose kernel fits into its image. */
function fittingRequest(draw: Draw): { readonly request: ArrayRequest; readonly question: Question } {
  for (;;) {
    const request = randomRequest(draw);
    try {
      return { request, question: questionOf(request) };
    } catch (error) {
      if (!(error instanceof UsageError && /does not fit into/.test(error.message))) throw error;
    }
  }
}

function caseOf({ request, question }: ReturnType<typeof fittingRequest>): Readonly<Record<string, unknown>> {
  const outputs = question.outputSizes.reduce((product, size) => product * size, 1);
  const members = Object.entries(request).map(([name, value]) => [name, isArray(value) ? described(value) : value]);
  return {
    ...Object.fromEntries(members),
    divisor: question.divisor,
    outputs: Array.from({ length: outputs }, (_, index) => {
      const { sum, absolute, nonZero } = exactOutput(question, index);
      return [pairOf(sum), pairOf(absolute), nonZero];
    }),
  };
}

const isArray = (value: unknown): value is ArrayFile => typeof value === 'object' && value !== null && 'read' in value;

/** Every number as a fraction in words, which keeps it exact. */
function described(file: ArrayFile): { sizes: readonly number[]; numbers: readonly string[] } {
  return { sizes: file.sizes, numbers: Array.from(file.read(0, file.length), fractionText) };
}

function fractionText(x: number): string {
  const { significand, exponent } = dyadicOf(x);
  return exponent >= 0 ? String(significand << BigInt(exponent)) : `${significand}/${1n << BigInt(-exponent)}`;
}

const pairOf = ({ significand, exponent }: Dyadic): readonly [string, number] => [String(significand), exponent];
