import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { planTerms } from '../conv/terms.ts';
import type { SurveyGroup, SurveyRow } from '../corpus/survey.ts';
import type { Subject } from '../engines/engine.ts';
import { accumulationKey } from '../reveal/accumulation-key.ts';
import type { OutputGroup } from '../reveal/convolution/output-group.ts';
import { randomCases } from '../reveal/convolution/random-cases.ts';
import { revealSubject, type SubjectOptions } from '../reveal/convolution/reveal-subject.ts';
import { revelationRecord } from '../reveal/revelation-record.ts';
import { WordRng } from '../reveal/word-rng.ts';
import { digestOf } from './digest-of.ts';

const trialCases = 32;
/** How long the subject may take to answer for the replays of one row, about; it is timed on a few cases first. */
const msOfReplays = 400;
const [fewest, most] = [256, 20_000];
/** Terms of whole cases that are compared with models; more would take longer than the engine does. */
const comparedTerms = 2 ** 20;

/** One row of the survey. `threaded` is the same subject with two threads, where it can be told to take them. */
export async function surveyRow(
  subject: Subject,
  version: string,
  shape: ConvShape,
  threaded: Subject | undefined,
): Promise<SurveyRow> {
  const outputs = outputSize(shape, subject.operation);
  const row = { subject: subject.id, version, shape: shapeKey(shape), outputs };
  const batch = randomCases(shape, trialCases, new WordRng(7));
  await subject.evaluate(batch);
  const asked = performance.now();
  const outcome = await subject.evaluate(batch);
  const perCase = (performance.now() - asked) / trialCases;
  if (outcome.kind !== 'value') {
    const because = `${outcome.kind}: ${outcome.reason}`.replace(/\s*\n\s*/g, ' ');
    return { ...row, groups: [], because, aloneAsAmongOthers: true, twoThreadsAsOne: null };
  }
  const options = optionsFor(perCase, outputs * planTerms(shape, subject.operation).terms);
  const revealed = await revealSubject(subject, shape, { ...options, threaded });
  return {
    ...row,
    groups: revealed.groups.map((group) => groupOf(group, revealed.comparedCases, subject, version, shape)),
    because: null,
    aloneAsAmongOthers: revealed.batchKeepsBits,
    twoThreadsAsOne: revealed.threadsKeepBits,
  };
}

function optionsFor(msPerCase: number, terms: number): SubjectOptions {
  const affordable = Math.round(msOfReplays / Math.max(msPerCase, 1e-3));
  return {
    seed: 2018,
    replays: Math.max(fewest, Math.min(most, affordable)),
    comparedCases: Math.max(64, Math.min(1024, affordable, Math.floor(comparedTerms / terms))),
  };
}

function groupOf(
  group: OutputGroup,
  comparedCases: number,
  subject: Subject,
  version: string,
  shape: ConvShape,
): SurveyGroup {
  const context = { subject: subject.id, version, shape, wallMs: 0, engineMs: 0, ownMs: 0 };
  const record = revelationRecord(group, context, comparedCases);
  const { terms, padded, explained, height, summary, arithmetic, because, calls, rounds, replay } = record;
  const { revelation } = group;
  return {
    outputs: group.outputs.length,
    ...{ terms, padded, explained, height, summary, arithmetic },
    digest: revelation.explained ? digestOf(accumulationKey(revelation.accumulation)) : null,
    ...{ because, calls, rounds, replays: replay?.cases ?? 0, mismatches: replay?.mismatches ?? 0 },
  };
}
