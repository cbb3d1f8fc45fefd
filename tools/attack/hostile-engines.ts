import { join } from 'node:path';
import { checkout } from './run-lastbit.ts';

/**
 * What is due for an engine.
 *
 * - `right`: every answer is right, and nothing is lost. Nothing is called VIOLATED, and the status is 0.
 * - `odd`: every answer is right, but some are missing. Nothing is called VIOLATED; the status is 0 or 1.
 * - `flaky`: every answer is right, but many requests end the process. It is named for that; a campaign fails.
 * - `wrong`: the answers are in order, and some of their numbers are wrong. They are called VIOLATED; the status is 1.
 * - `late`: right answers, and each of them again later. None is taken for another; the engine is named for it.
 * - `confused`: numbers that belong to no question, or to another. The status is not 0.
 * - `faulty`: too few fitting answers. Nothing is called VIOLATED, and the status is not 0.
 * - `missing`: it does not say hello. The same, and its row says why.
 */
export type Nature = 'right' | 'odd' | 'flaky' | 'wrong' | 'late' | 'confused' | 'faulty' | 'missing';

export interface HostileEngine {
  readonly misdeed: string;
  /** As hostile_engine.py takes it. */
  readonly when: string;
  readonly nature: Nature;
  /** The version of the protocol that it speaks; 2 by default. */
  readonly version?: 1;
  /** How many cases show the misdeed; 50 by default. */
  readonly cases?: number;
  /** Its helper leaves the session on purpose, where nothing finds it. */
  readonly escapes?: true;
}

export function engineName({ misdeed, when, version }: HostileEngine): string {
  const name = when === 'always' ? misdeed : `${misdeed}@${when}`;
  return version === undefined ? name : `${name}-version-${version}`;
}

/** The command line of an engine, as `--engine` takes it. */
export function engineCommand(engine: Pick<HostileEngine, 'misdeed' | 'when' | 'version'>): string {
  const { misdeed, when, version = 2 } = engine;
  const program = join(checkout, 'tools', 'attack', 'hostile_engine.py');
  return `python3 ${JSON.stringify(program)} ${misdeed} ${when} ${version}`;
}

function each(nature: Nature, when: string, misdeeds: string, more: object = {}): readonly HostileEngine[] {
  return misdeeds.split(' ').map((misdeed) => ({ misdeed, when, nature, ...more }));
}

/** Every hostile engine: the deeds of hostile_deeds.py at a time where they hurt. */
export const hostileEngines: readonly HostileEngine[] = [
  // Right, and only strange.
  ...each('right', 'always', 'right bytewise slow setsid ignores-signals closes-stderr long-header'),
  ...each('right', 'always', 'right bytewise', { version: 1 }),
  ...each('right', 'every:4', 'helper ten-children'),
  ...each('right', 'hello', 'helper bytewise'),
  ...each('right', 'hello', 'same-operations environment-escapes environment-array slow'),
  ...each('right', 'hello', 'name-escapes large-environment'),
  ...each('right', 'first', 'stderr-1g'),
  ...each('right', 'hello', 'helper-session', { escapes: true }),
  ...each('odd', 'once', 'crash killed exit-0 hang'),
  ...each('odd', 'always', 'declines-at-random negative-milliseconds other-format'),

  // Wrong numbers, in order.
  ...each('wrong', 'always', 'nan infinite one-more twice-as-large negated zeros reversed random half-precision'),
  ...each('wrong', 'every:3', 'stale'),
  ...each('wrong', 'always', 'saturates minus-zero', { cases: 1000 }),
  ...each('wrong', 'always', '42-for-channels 42-for-images 42-for-wide-kernels', { cases: 2000 }),
  ...each('late', 'always', 'late-second later-second'),
  ...each('confused', 'every:3', 'two-answers extra-bytes extra-newline text-after'),
  ...each('late', 'always', 'late-second later-second', { version: 1 }),
  ...each('confused', 'every:3', 'two-answers extra-bytes', { version: 1 }),
  ...each('confused', 'every:3', 'wrong-id id-before id-text'),

  // No answers, or none that fits.
  ...each('faulty', 'always', 'crash killed aborts exit-0 exit-3 raises stopped'),
  ...each('flaky', 'every:3', 'crash exit-0'),
  // It answers once.
  ...each('flaky', 'always', 'closes-stdin'),
  ...each('faulty', 'big', 'crash hang', { cases: 300 }),
  ...each('faulty', 'always', 'hang burns drip ignores-signals-hangs closes-stdin-first closes-stdout'),
  ...each('faulty', 'always', 'closes-stdout-exits closes-all helper-exit helper-crash helper-hang'),
  ...each('faulty', 'always', 'text-before text-only truncated truncated-exit prefix-only'),
  ...each('faulty', 'always', 'wrong-count negative-count nan-count fraction-count infinite-count text-count no-count'),
  ...each('faulty', 'always', 'nan-milliseconds short-payload long-payload announce-1g send-1g announce-4g header-4g'),
  ...each('faulty', 'always', 'endless-stdout empty-header not-json not-utf-8 deep-json array null prototype'),
  ...each('faulty', 'always', 'unknown-type unknown-format failed declines escapes escapes-and-dies long-reason'),
  ...each('faulty', 'always', 'reason-number'),

  // No hello, or none that fits.
  ...each('missing', 'hello', 'crash exit-0 exit-3 raises hang drip closes-stdout helper-exit text-before'),
  ...each('missing', 'hello', 'text-only truncated announce-1g send-1g header-4g endless-stdout not-json not-utf-8'),
  ...each('missing', 'hello', 'deep-json deep-field array null prototype unknown-type protocol-99 protocol-text'),
  ...each('missing', 'hello', 'no-operations unknown-operations operations-object escapes-and-dies'),
  ...each('missing', 'hello', 'never-reads speaks-first long-name many-operations'),
  // They say hello before they go.
  ...each('faulty', 'hello', 'closes-stdin'),
  ...each('faulty', 'hello', 'daemon', { escapes: true }),
];
