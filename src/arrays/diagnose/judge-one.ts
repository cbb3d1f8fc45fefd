import { formatOfType } from '../../float/element-type.ts';
import { nameOf } from '../../sums/accumulation.ts';
import {
  type AlgorithmRecord,
  type AnswerJudgement,
  type ArrayVerdict,
  type ErrorScale,
  jsonNumber,
  type ModelRecord,
} from '../judgement.ts';
import type { Answer, Question } from '../question.ts';
import type { ArithmeticModel, Tally } from '../tally.ts';
import { type TallyRunner, tallyOf } from '../tally-runner.ts';
import { blockProduct } from './block-product.ts';
import { contentsOf, faultOfContents, notesOfContents } from './contents.ts';
import { directionNotes, inexactNotes, narrowedInputsNote } from './direction-notes.ts';
import { lastRounding, scaleOf } from './error-scale.ts';
import { fastTransform } from './fast-transform.ts';
import { type FoundFault, findFaults, longestSum } from './find-faults.ts';
import { type FoundModel, findModels, findModelsWithin } from './find-model.ts';
import { modelsOfLongSums } from './long-models.ts';
import { matchSums } from './match-sums.ts';
import { narrowSums } from './narrow-sums.ts';
import { notExcluded } from './not-excluded.ts';
import { specialOf } from './not-judged.ts';
import { type PlacePhrase, placesOf } from './places.ts';
import { axisNames, elementRecord } from './records.ts';
import { roundedNotes } from './rounded-notes.ts';
import { answerOf, either, type Findings, isTypical } from './sentences.ts';
import { type Setting, settingOf } from './setting.ts';

/** An answer with what was found about it, for comparisons. */
export interface OneJudged {
  readonly answer: Answer;
  readonly record: AnswerJudgement;
  readonly tally: Tally;
  readonly setting: Setting;
}

/** Of so few wrong outputs, numbers flushed to zero look like missing terms. */
const fewOutputs = 8;

/** From this many u·P in the mean on, narrower arithmetic is tried although all outputs are within the bound. */
const worthTrying = 0.75;

export async function judgeOne(
  question: Question,
  answer: Answer,
  stated: ArithmeticModel,
  tally: Tally,
  run: TallyRunner,
  isGiven: boolean,
): Promise<OneJudged> {
  const setting = settingOf(question, answer, stated);
  const findings = tally.wrong > 0 ? await outside(setting, answer, tally, run, isGiven) : within(setting, tally);
  return { answer, tally, setting, record: recordOf(setting, answer, findings) };
}

interface Found extends Findings {
  readonly notes: readonly string[];
  readonly allowed: boolean;
}

/** Every judged output is within the bound of the stated arithmetic. */
function within(setting: Setting, tally: Tally): Found {
  const scale = scaleOf(setting, tally);
  const base = {
    tally,
    type: setting.type,
    stated: setting.model.name,
    scale,
    faults: [],
    place: undefined,
    notes: [],
    allowed: true,
    special: specialOf(setting, tally),
  };
  if (tally.within === 0) return { ...base, verdict: 'not-judged', models: [], algorithms: [] };
  const algorithms = tally.correctlyRounded === tally.outputs ? [] : matchSums(setting, setting.model.accumulator);
  const isLarge =
    scale !== undefined &&
    typeof scale.rootMeanSquare === 'number' &&
    scale.rootMeanSquare > worthTrying + lastRounding(setting);
  const isExact = tally.correctlyRounded === tally.outputs;
  const isTried = algorithms.length === 0 && isLarge && !isExact;
  const { models, hints } = isTried ? findModelsWithin(setting) : { models: [], hints: [] };
  const verdict: ArrayVerdict = models.length > 0 ? 'narrower' : 'rounding';
  const notes = models.length > 0 ? [] : [...hintNotes(scale, hints), ...sayRounding(setting, tally)];
  return { ...base, verdict, models, algorithms, notes, allowed: isInFormat(setting, models) };
}

/** What is to be said of outputs that are roundings. */
function sayRounding(setting: Setting, tally: Tally): readonly string[] {
  const rounded = roundedNotes(setting, tally);
  const oneWay = rounded.length > 0 ? [] : directionNotes(setting);
  const onAverage = rounded.length + oneWay.length > 0 ? [] : narrowedInputsNote(setting);
  return [...inexactNotes(setting, tally), ...rounded, ...oneWay, ...onAverage];
}

/** Some outputs are outside it. */
async function outside(
  setting: Setting,
  answer: Answer,
  tally: Tally,
  run: TallyRunner,
  isGiven: boolean,
): Promise<Found> {
  const { question } = setting;
  const scale = scaleOf(setting, tally);
  const base = {
    tally,
    type: setting.type,
    stated: setting.model.name,
    scale,
    algorithms: [] as readonly AlgorithmRecord[],
    special: specialOf(setting, tally),
  };
  const { models: likely, hints, partial = [] } = findModels(setting, tally);
  const models =
    setting.terms > longestSum
      ? await modelsOfLongSums(setting, answer, tally, run)
      : await confirmedModels(setting, answer, likely, run);
  if (models.length > 0) {
    const allowed = isInFormat(setting, models);
    const notes = models.every(({ id }) => /-inputs?$/.test(id)) ? directionNotes(setting, true) : [];
    return { ...base, verdict: 'narrower', models, faults: [], place: undefined, notes, allowed };
  }
  const contents = contentsOf(setting, tally);
  const visible = faultOfContents(setting, contents, tally);
  const place = placesOf({ sizes: question.outputSizes, names: axisNames(question) }, tally.isWrong);
  const faults = faultsOf(setting, tally, visible);
  // Sums in few bits cancel to 0 and overflow: what is seen in the numbers alone must wait.
  if ((faults.length === 0 || faults[0] === visible) && !isGiven) {
    const sums = await narrowSums(setting, answer, tally, run);
    if (sums !== undefined) {
      const { model, algorithms, allowed } = sums;
      return {
        ...base,
        verdict: 'narrower',
        models: [model],
        algorithms,
        faults: [],
        place: undefined,
        notes: [],
        allowed,
      };
    }
  }
  const isFew = (faults[0]?.explained ?? 0) < fewOutputs;
  const isOpen = isFew || (faults[0] === visible && visible?.id === 'unwritten');
  const usual = isOpen ? notExcluded(setting, tally) : undefined;
  if (usual !== undefined) {
    const notes = ['So little does not prove it; a fault could do the same.'];
    return { ...base, verdict: 'narrower', models: [usual], faults: [], place: undefined, notes, allowed: false };
  }
  if (faults.length === 0) {
    const transform = fastTransform(setting, tally) ?? (await blockProduct(setting, answer, tally, run));
    if (transform?.id === 'block-product') {
      const notes = ['A method that multiplies sums of blocks has errors as large as the largest terms make them.'];
      return { ...base, verdict: 'narrower', models: [transform], faults, place: undefined, notes, allowed: false };
    }
    if (transform !== undefined) {
      const notes = ['Each error is within the normwise bound of such a transform, and all are of one size.'];
      return { ...base, verdict: 'narrower', models: [transform], faults, place: undefined, notes, allowed: false };
    }
  }
  const notes = [
    ...notesOfContents(contents),
    ...notesOf(place, faults),
    ...hintNotes(undefined, hints),
    ...partialNotes(partial),
  ];
  return { ...base, verdict: 'defect', models: [], faults, place, notes, allowed: false };
}

/** Whether nothing is narrower than the answer itself is. */
function isInFormat({ type }: Setting, models: readonly FoundModel[]): boolean {
  const format = formatOfType(type);
  return models.every(({ id }) => format !== undefined && id === `${nameOf(format)}-products`);
}

/** Models that fit, but too few outputs to prove anything; of errors that are as large as usual they say nothing. */
function hintNotes(scale: ErrorScale | undefined, hints: readonly FoundModel[]): readonly string[] {
  if (hints.length === 0 || (scale !== undefined && isTypical(scale))) return [];
  const words = either(hints.map((hint) => hint.words));
  return [`${words} would explain it; so few outputs do not prove it.`];
}

function partialNotes(models: readonly FoundModel[]): readonly string[] {
  if (models.length === 0) return [];
  return [`${either(models.map(({ words }) => words))} would give the wrong outputs, but not the others.`];
}

/** What can be seen in the numbers alone, unless outputs stop exactly where a larger or a negative number is due. */
function faultsOf(setting: Setting, tally: Tally, visible: FoundFault | undefined): readonly FoundFault[] {
  if (visible?.id === 'not-a-number' || visible?.id === 'infinite') return [visible];
  const found = findFaults(setting, tally);
  if (visible === undefined) return found;
  const limited = found.filter(({ id, everywhere }) => /^(rectified|saturated)$/.test(id) && everywhere);
  return limited.length > 0 && tally.wrong < tally.outputs ? limited : [visible];
}

/** On all outputs, where the model can be computed for all. */
async function confirmedModels(
  setting: Setting,
  answer: Answer,
  models: readonly FoundModel[],
  run: TallyRunner,
): Promise<readonly FoundModel[]> {
  const confirmed: FoundModel[] = [];
  for (const model of models) {
    if (model.inputs === undefined) {
      confirmed.push(model);
      continue;
    }
    const { accumulator } = setting.model;
    const narrower = { name: model.words, inputs: model.inputs, accumulator };
    const all = await tallyOf(run, setting.question, { answer, model: narrower });
    if (all.wrong === 0) confirmed.push({ ...model, tried: all.outputs, explained: all.within });
  }
  return confirmed;
}

function notesOf(place: PlacePhrase | undefined, faults: readonly FoundFault[]): readonly string[] {
  const hints = (place?.hints ?? []).map((hint) => `${hint}.`);
  const several = faults.length > 1 ? ['These data do not tell the faults apart.'] : [];
  return [...hints, ...several];
}

function recordOf(setting: Setting, answer: Answer, found: Found): AnswerJudgement {
  const { question, type } = setting;
  const { tally, models, algorithms, faults, place, scale, stated, verdict, notes } = found;
  const { outputs, within: inside, wrong, notJudged, correctlyRounded, wrapped, largest, worst } = tally;
  return {
    ...{ name: answer.name, path: answer.file.path, type, verdict, answer: answerOf(found), notes },
    ...{ outputs, within: inside, wrong, notJudged, correctlyRounded, wrapped },
    inexact: formatOfType(type) === undefined || Number.isNaN(tally.inexact) ? null : tally.inexact,
    largest: largest === undefined ? null : elementRecord(question, largest),
    worst: worst.map((element) => elementRecord(question, element)),
    scale: scale ?? null,
    ...{ stated, algorithms },
    model: verdict === 'rounding' ? stated : verdict === 'narrower' ? either(models.map(({ words }) => words)) : null,
    allowed: found.allowed,
    models: models.map(
      ({ words, tried, explained, rootMeanSquare }): ModelRecord => ({
        ...{ name: words, tried, explained },
        rootMeanSquare: jsonNumber(rootMeanSquare),
      }),
    ),
    places: place === undefined ? [] : [place.words],
    faults: faults.map(({ id, words, tried, explained }) => ({ id, words, tried, explained })),
  };
}
