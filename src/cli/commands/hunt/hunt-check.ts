import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { bits64 } from '../../../float/bits.ts';
import { decimalOf } from '../../../float/dyadic.ts';
import { challenges } from '../../../hunt/challenges/challenges.ts';
import { candidateOf, checkWitness, readWitness } from '../../../hunt/challenges/check-witness.ts';
import { challengeLines, verdictLines } from '../../../text/challenge-lines.ts';
import { formatJson } from '../../../text/json.ts';

interface Options {
  readonly example?: string;
  readonly json?: true;
}

/** `lastbit hunt check`: whether a file beats the best input known for an open maximum. It needs no engine. */
export function addHuntCheck(hunt: Pick<CommandUnknownOpts, 'command'>): void {
  hunt
    .command('check')
    .description('Check a witness for an open maximum by exact arithmetic; without a file, list the open maxima.')
    .argument('[file]', 'a JSON file: schema "lastbit-witness-1", challenge, left, right (bit patterns), perhaps by')
    .option('--example <id>', 'print the best input known for an open maximum, as such a file')
    .option('--json', 'print one JSON object')
    .action((file: string | undefined, options: Options) => {
      if (options.example !== undefined) return printExample(options.example);
      return file === undefined ? listChallenges(options) : checkFile(file, options);
    });
}

function printExample(id: string): void {
  const challenge = challenges.find((one) => one.id === id);
  if (challenge === undefined)
    throw new UsageError(`--example ${shown(id)}: none of ${challenges.map((one) => one.id).join(', ')}`);
  const { left, right, by } = challenge.best;
  const numbers = (lines: readonly string[]): readonly string[] => lines.join(' ').split(' ');
  const example = { schema: 'lastbit-witness-1', challenge: id, left: numbers(left), right: numbers(right), by };
  process.stdout.write(formatJson(example));
}

function listChallenges({ json }: Options): void {
  const listed = challenges.map((challenge) => ({
    ...challenge,
    known: challenge.measured(candidateOf(challenge.best)),
  }));
  if (json === true) {
    const plain = listed.map(({ id, statement, measure, size, limit, known, best: { by, how } }) => ({
      ...{ id, statement, measure, size, limit },
      best: { ratio: known.ratio, by, how },
    }));
    process.stdout.write(formatJson({ challenges: plain }));
  } else process.stdout.write(`${challengeLines(listed).join('\n')}\n`);
}

/** An input that is not admitted is bad input. One above a proven limit is a defect of lastbit. */
function checkFile(path: string, { json }: Options): void {
  const { challenge, candidate, by } = readWitness(path);
  const verdict = checkWitness(challenge, candidate);
  if (!verdict.admitted) throw new UsageError(`${path}: ${verdict.reason}`);
  const { ratio, best, beatsBest, exceedsLimit, computed, error } = verdict;
  const told = { computed: bits64(computed), error: decimalOf(error), ratio, best, beatsBest, exceedsLimit };
  process.stdout.write(
    json === true
      ? formatJson({ challenge: challenge.id, by: by ?? null, ...told })
      : `${verdictLines(challenge, by, verdict).join('\n')}\n`,
  );
  if (exceedsLimit) process.exitCode = 1;
}
