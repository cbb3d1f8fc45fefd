import type { Batch } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { gatherTerms, planOutput, planOutputs, termCount } from '../../conv/terms.ts';
import type { Outcome, Subject } from '../../engines/engine.ts';
import { randomOf } from '../../inputs/random.ts';
import { subjectId } from '../../sums/subject-id.ts';
import { type Model, modelOf } from '../model.ts';
import { type AccumulationRecord, accumulationOfRecord, accumulationRecord } from '../model-file.ts';
import { pixelTerms } from './output-black-box.ts';
import { computeAllOutputs, modelAt } from './output-groups.ts';
import type { SubjectRevelation } from './reveal-subject.ts';

export const modelVersion = 'lastbit-model-1';

/** What `lastbit reveal --model` writes: how every explained output of a shape is computed. docs/model.md. */
export interface ModelFile {
  readonly schema: typeof modelVersion;
  readonly subject: string;
  readonly version: string;
  readonly operation: Operation;
  readonly shape: ConvShape;
  readonly models: readonly OutputsModel[];
}

/** Outputs, the canonical numbers of the terms that they sum, and how. */
export interface OutputsModel extends AccumulationRecord {
  readonly outputs: readonly number[];
  readonly terms: readonly number[];
}

/** On so many cases an output on the padding is computed again, to see whether it sums the padding or skips it. */
const paddedCases = 256;

/** The model of a revealed subject; undefined if nothing is explained. */
export async function modelFile(
  subject: Subject,
  version: string,
  shape: ConvShape,
  { groups }: SubjectRevelation,
): Promise<ModelFile | undefined> {
  const explained = groups.flatMap(({ revelation, outputs, terms }) =>
    revelation.explained ? [{ accumulation: revelation.accumulation, outputs, terms }] : [],
  );
  if (explained.length === 0) return undefined;
  const { operation } = subject;
  const isWhole = (output: number, terms: Int32Array): boolean =>
    pixelTerms(planOutput(shape, output, operation)).length === terms.length;
  const hasPadded = explained.some(({ outputs, terms }) => outputs.some((output) => !isWhole(output, terms)));
  const compared = hasPadded
    ? await computeAllOutputs(subject, shape, paddedCases, randomOf(2, 'padded outputs'))
    : undefined;
  const models = explained.flatMap(({ accumulation, outputs, terms }) => {
    const byKey = new Map<string, OutputsModel & { readonly outputs: number[] }>();
    for (const output of outputs) {
      const whole = { accumulation, terms };
      const model = isWhole(output, terms) ? whole : (modelAt(accumulation, terms, output, compared!) ?? whole);
      const record = { terms: [...model.terms], ...accumulationRecord(model.accumulation) };
      const key = model === whole ? 'whole' : JSON.stringify(record);
      const found = byKey.get(key);
      if (found === undefined) byKey.set(key, { outputs: [output], ...record });
      else found.outputs.push(output);
    }
    return [...byKey.values()];
  });
  return { schema: modelVersion, subject: subject.id, version, operation, shape, models };
}

/**
 * A model as a subject of this process, `<name>/<operation>[:binary64]`. It computes its own shape, and any other shape
 * with a single output that has as many terms, without padding; it declines the rest.
 *
 * @param wrong - makes the error for a problem in the file
 */
export function modelSubject(name: string, file: ModelFile, wrong: (problem: string) => Error): Subject {
  const { operation, models, version } = file;
  const formats = new Set(models.map(({ result }) => result));
  if (formats.size > 1) throw wrong('models: the results are in different formats');
  const format = models[0]!.result;
  const outputs = outputSize(file.shape, operation);
  const all = models.flatMap((model) => model.outputs);
  const seen = new Set<number>();
  const twice = all.find((output) => seen.has(output) || !seen.add(output));
  if (twice !== undefined) throw wrong(`models: output ${twice} is there twice`);
  const far = all.find((output) => output >= outputs);
  if (far !== undefined) throw wrong(`models: there is no output ${far}; the shape has ${outputs}, counted from 0`);
  const compiled = models.map((model, index) => {
    const accumulation = accumulationOfRecord(model, (problem) => wrong(`models[${index}]: ${problem}`));
    const n = accumulation.products.length;
    if (model.terms.length !== n)
      throw wrong(`models[${index}]: terms: ${model.terms.length} for the ${n} terms of the tree`);
    const most = termCount(file.shape, operation);
    const beyond = model.terms.find((term) => term >= most);
    if (beyond !== undefined) throw wrong(`models[${index}]: terms: no term ${beyond}; an output has ${most}`);
    return { ...model, model: modelOf(accumulation) };
  });
  const own = shapeKey(file.shape);
  const lone = compiled.length === 1 ? compiled[0]! : undefined;
  const evaluate = (batch: Batch): Outcome => {
    const { shape, count } = batch;
    const size = outputSize(shape, operation);
    const isOwn = all.length === outputs && shapeKey(shape) === own;
    const isAlike = size === 1 && lone?.terms.length === termCount(shape, operation);
    if (!isOwn && !(isAlike && !planOutput(shape, 0, operation).padded))
      return { kind: 'declined', reason: 'it is the model of another shape, or of some outputs only' };
    const results = format === 'binary32' ? new Float32Array(count * size) : new Float64Array(count * size);
    for (const { model, outputs: members, terms } of compiled)
      evaluateModel(model, isOwn ? members : [0], terms, { batch, operation, results, size });
    return { kind: 'value', format, outputs: results };
  };
  return {
    ...{ id: subjectId({ engine: name, name: operation, format }), engine: name, operation, format },
    summation: 'unknown',
    availability: async () => ({
      ...{ kind: 'ready', version: `${file.subject} ${version}` },
      environment: { model: file.subject, node: process.version },
    }),
    evaluate: async (batch) => evaluate(batch),
  };
}

interface Task {
  readonly batch: Batch;
  readonly operation: Operation;
  readonly results: Float32Array | Float64Array;
  /** Outputs of a case. */
  readonly size: number;
}

function evaluateModel(model: Model, members: readonly number[], terms: readonly number[], task: Task): void {
  const { batch, operation, results, size } = task;
  const n = terms.length;
  for (const output of members) {
    const { chosen: _, ...plan } = planOutputs(batch.shape, operation, Int32Array.of(output));
    const image = Int32Array.from(terms, (term) => plan.image[term]!);
    const kernel = Int32Array.from(terms, (term) => plan.kernel[term]!);
    const { left, right } = gatherTerms(
      { ...plan, terms: n, image, kernel, whole: plan.whole && n === plan.terms },
      batch,
    );
    const sums = model(left, right, n, batch.count);
    for (let index = 0; index < batch.count; index += 1) results[index * size + output] = sums[index]!;
  }
}
