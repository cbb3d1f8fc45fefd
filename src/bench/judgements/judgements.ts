import { judgeAnswers } from '../../arrays/judge-answer.ts';
import { judgeArrays } from '../../arrays/judge-arrays.ts';
import type { ArrayJudgement } from '../../arrays/judgement.ts';
import type { Answer, Question } from '../../arrays/question.ts';
import { questionOf } from '../../arrays/question-of.ts';
import type { TallyRunner } from '../../arrays/tally-runner.ts';
import { lastbitVersion } from '../../engines/subjects.ts';
import { type Rng, randomOf } from '../../inputs/random.ts';
import type { Progress } from '../../install/progress.ts';
import type { Benchmark } from '../benchmark.ts';
import { measurement } from '../interleaved.ts';
import { correctCase, isRightly } from './correct-case.ts';
import { garbledCase } from './garbled-case.ts';
import { plantedCases } from './planted.ts';

const correct = 10_000;
const garbled = 2000;
const seeds = 30;

const run: TallyRunner = async (question, checks) => judgeAnswers(question, checks);
const judge = (question: Question, answer: Answer): Promise<ArrayJudgement> => judgeArrays(question, [answer], { run });

/** How often the judge of arrays is wrong: false alarms, faults not named, and faults named without reason. */
export const judgements: Benchmark = {
  name: 'judgements',
  description:
    `${correct} right answers in four formats, called anything but roundings; planted faults of ${seeds} seeds, ` +
    `named rightly; ${garbled} garbled answers of which a fault is named that the numbers do not show`,
  async run({ seed, rounds, progress }) {
    // One round shows that it works.
    const size = (full: number): number => (rounds > 1 ? full : Math.ceil(full / 100));
    const alarms = await complaints(size(correct), seed, progress, 'right answers', async (rng) => {
      const one = correctCase(rng);
      const judged = await judge(one.question, one.answer);
      return isRightly(one, judged) ? undefined : `${one.name}: ${judged.answer}`;
    });
    const invented = await complaints(size(garbled), seed, progress, 'garbled answers', async (rng) => {
      const { name, question, answer } = garbledCase(rng);
      const { answer: said, outputs } = await judge(question, answer);
      const [{ verdict, faults, allowed }] = outputs as readonly [ArrayJudgement['outputs'][number]];
      const isSeen = faults.every(({ id }) => /^(unwritten|constant|not-a-number|infinite)$/.test(id));
      return isSeen && (verdict !== 'narrower' || allowed || /can explain it/.test(said))
        ? undefined
        : `${name}: ${said}`;
    });
    const missed: string[] = [];
    let [planted, named] = [0, 0];
    for (let first = seed; first < seed + size(seeds); first++) {
      progress.step('bench', `judgements: planted faults of seed ${first}`);
      for (const { name, request, answer, says, verdict } of plantedCases(first)) {
        const said = await judge(questionOf(request, [answer.file]), answer);
        planted++;
        if (said.verdict === verdict && said.answer.includes(says)) named++;
        else missed.push(`${name}: ${said.answer}`);
      }
    }
    for (const line of [...alarms, ...invented, ...missed]) progress.say(`judgements: ${line}`);
    return {
      measurements: [
        measurement('right answers', 'answers', [size(correct)]),
        measurement('false alarms', 'answers', [alarms.length]),
        measurement('garbled answers', 'answers', [size(garbled)]),
        measurement('faults named without reason', 'answers', [invented.length]),
        measurement('planted faults', 'answers', [planted]),
      ],
      comparisons: [{ name: 'planted faults named rightly', ratio: named / planted, target: { atLeast: 1 } }],
      unmeasured: [],
      versions: { lastbit: lastbitVersion },
    };
  },
};

async function complaints(
  count: number,
  seed: number,
  progress: Progress,
  what: string,
  complaintOf: (rng: Rng) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const rng = randomOf(seed, what);
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    if (i % 100 === 0) progress.step('bench', `judgements: ${i} of ${count} ${what}`);
    const complaint = await complaintOf(rng);
    if (complaint !== undefined) found.push(complaint);
  }
  return found;
}
