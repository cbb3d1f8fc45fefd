import { brokerProgram, howToGetBroker } from '../../src/queue/local-broker.ts';
import type { Attack } from './attack.ts';
import { attemptAddress, attemptAway, attemptSkew, wrongBrokers } from './campaign-faults.ts';
import { attemptKills, type Chaos } from './campaign-kills.ts';
import { attemptFullDisk, attemptPoison } from './campaign-poison.ts';
import { attemptValue, hostileValues } from './hostile-broker.ts';
import { mutantWords } from './mutant-words.ts';

/** docs/campaigns.md promises that nothing is lost: the large one takes a minute or two, the small one half. */
const chaos: Readonly<Record<'few-kills' | 'kills', Chaos>> = {
  'few-kills': { workers: 2, jobs: 40, cases: 32_000, killEveryMs: 2000, brokerAt: 10, stopAt: 5 },
  kills: { workers: 4, jobs: 200, cases: 160_000, killEveryMs: 2000, brokerAt: 80, stopAt: 30 },
};

const ofMutants = (version: string): readonly string[] => ['--engine', mutantWords(version)];

const attempts: Readonly<Record<string, Attack['attempt']>> = {
  'few-kills': (arena) => attemptKills(arena, chaos['few-kills']),
  kills: (arena) => attemptKills(arena, chaos.kills),
  poison: attemptPoison,
  'full-disk': attemptFullDisk,
  away: attemptAway,
  'other-version': (arena) =>
    attemptSkew(
      arena,
      ['dot-any-order', '--subject', 'mutants', ...ofMutants('1'), '--seed', '5', '--cases', '200'],
      ofMutants('2'),
      /mutants\S* .*\b1\b.*\b2\b|mutants\S* .*\b2\b.*\b1\b/,
    ),
  'without-engine': (arena) =>
    attemptSkew(
      arena,
      ['dot-any-order', '--subject', 'mutants', ...ofMutants('1'), '--seed', '5', '--cases', '200'],
      [],
      /wants mutants\S* 1, which is missing here/,
    ),
  ...Object.fromEntries(
    wrongBrokers.map((broker) => [`address/${broker.name}`, (arena) => attemptAddress(arena, broker)] as const),
  ),
  ...Object.fromEntries(
    hostileValues.map((value) => [`value/${value.name}`, (arena) => attemptValue(arena, value)] as const),
  ),
};

/** Attacks on queues of campaigns, with a real broker on loopback. */
export const campaignAttacks: readonly Attack[] = Object.entries(attempts).map(([name, attempt]) => ({
  ...{ name: `campaign/${name}`, kind: 'campaign' },
  attempt: async (arena) =>
    brokerProgram() === undefined
      ? { faults: [], skipped: `there is no valkey-server; to get it: ${howToGetBroker()}` }
      : attempt(arena),
}));
