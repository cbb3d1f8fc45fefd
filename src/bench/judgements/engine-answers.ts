import { arrayOf } from '../../arrays/array-of.ts';
import { judgeAnswers } from '../../arrays/judge-answer.ts';
import { judgeArrays } from '../../arrays/judge-arrays.ts';
import type { ArrayJudgement } from '../../arrays/judgement.ts';
import { questionOf } from '../../arrays/question-of.ts';
import type { ArrayRequest } from '../../arrays/request.ts';
import { KnownDefects, quantitiesOf } from '../../check/known-defects.ts';
import { type Case, caseAt, sliceBatch } from '../../conv/batch.ts';
import { outputShape, outputSize, paddingOf } from '../../conv/output-shape.ts';
import type { Operation } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { loadKnown } from '../../corpus/store.ts';
import type { AvailableSubject } from '../../engines/engine.ts';
import { openRegistry } from '../../engines/registry.ts';
import { lastbitVersion } from '../../engines/subjects.ts';
import { dyadicOf } from '../../float/dyadic.ts';
import { randomSource } from '../../fuzz/case-source.ts';
import { referencesOf } from '../../judge/references.ts';
import { places } from '../../places/places.ts';
import type { Benchmark } from '../benchmark.ts';
import { measurement } from '../interleaved.ts';

/** Random cases, each of which every engine answers. */
const cases = 3000;

/**
 * What the judge of arrays says about answers of the real engines: every one is a rounding, or subnormal numbers were
 * flushed, or a recorded defect explains it. All else is a false alarm, or a new finding.
 */
export const engineJudgements: Benchmark = {
  name: 'engine-judgements',
  description: `outputs of all engines on ${cases} random cases, called anything but roundings without a known defect`,
  async run({ seed, rounds, progress }) {
    const registry = await openRegistry();
    const said: Record<Said, number> = { rounding: 0, flushed: 0, 'not judged': 0, defect: 0, alarm: 0 };
    const versions: Record<string, string> = { lastbit: lastbitVersion };
    try {
      const known = new KnownDefects(loadKnown(places.corpus, places.packagedCorpus).entries.map(({ entry }) => entry));
      const subjects: AvailableSubject[] = [];
      for (const subject of registry.subjects) {
        if (subject.engine === 'lastbit') continue;
        const state = await subject.availability();
        if (state.kind !== 'ready') continue;
        versions[subject.engine] = state.version;
        subjects.push({ subject, version: state.version });
      }
      const source = randomSource(seed, { outputs: 8, cases: 1, singles: 1 });
      // One round shows that it works.
      const count = rounds > 1 ? cases : Math.ceil(cases / 100);
      for (let index = 0; index < count; index++) {
        progress.step('bench', `engine-judgements: case ${index} of ${count}`);
        const batch = sliceBatch(source.batch(index), 0, 1);
        for (const one of subjects) {
          if (one.subject.operation === 'depthwise-conv2d' && batch.shape.channelsOut > 1) continue;
          const outcome = await one.subject.evaluate(batch);
          if (outcome.kind !== 'value') continue;
          const { judged, kind } = await judge(one, caseAt(batch, 0), outcome.outputs, known);
          said[kind]++;
          if (kind === 'alarm')
            progress.say(`engine-judgements: ${one.subject.id} ${shapeKey(batch.shape)} ${index}: ${judged.answer}`);
        }
      }
    } finally {
      await registry.close();
    }
    const counts = Object.entries(said).map(([name, number]) => measurement(name, 'answers', [number]));
    return { measurements: counts, comparisons: [], unmeasured: [], versions };
  },
};

type Said = 'rounding' | 'flushed' | 'not judged' | 'defect' | 'alarm';

async function judge(
  one: AvailableSubject,
  input: Case,
  outputs: Float32Array | Float64Array,
  known: KnownDefects,
): Promise<{ readonly judged: ArrayJudgement; readonly kind: Said }> {
  const { subject } = one;
  const sizes = outputShape(input.shape, subject.operation);
  const type = outputs instanceof Float32Array ? 'float32' : 'float64';
  const file = arrayOf(outputs, sizes, type, 'y.npy');
  const question = questionOf(requestOf(input, subject.operation), [file]);
  const judged = await judgeArrays(question, [{ name: 'output', file }], {
    run: async (asked, checks) => judgeAnswers(asked, checks),
  });
  const [output] = judged.outputs as readonly [ArrayJudgement['outputs'][number]];
  if (judged.verdict === 'rounding') return { judged, kind: 'rounding' };
  if (judged.verdict === 'not-judged') {
    const finite = outputs.every((x) => Number.isFinite(x));
    return { judged, kind: finite && !input.kernel.some((x) => !Number.isFinite(x)) ? 'alarm' : 'not judged' };
  }
  if (judged.verdict === 'narrower' && output.models.every(({ name }) => /below 2\^-126/.test(name)))
    return { judged, kind: 'flushed' };
  return { judged, kind: isKnown(one, input, output, outputs, known) ? 'defect' : 'alarm' };
}

function isKnown(
  one: AvailableSubject,
  input: Case,
  { worst }: ArrayJudgement['outputs'][number],
  outputs: Float32Array | Float64Array,
  known: KnownDefects,
): boolean {
  const { shape, image, kernel } = input;
  const references = referencesOf({ shape, count: 1, images: image, kernels: kernel }, one.subject.operation);
  const prepared = { id: one.subject.id, version: one.version } as Parameters<KnownDefects['find']>[0];
  return worst.some(({ index }) => {
    const [exact, absoluteSum, nonZero] = [references.exact, references.absoluteSum, references.nonZero].map(
      (values) => values[index]!,
    ) as [number, number, number];
    const finite = Number.isFinite(exact);
    const output = {
      ...{ window: index, nonZero, absoluteSum, computed: outputs[index]!, exact: dyadicOf(finite ? exact : 0) },
      ...(finite ? {} : { special: exact }),
    };
    return known.find(prepared, () => quantitiesOf(one.subject, shape, references, output)) !== undefined;
  });
}

function requestOf({ shape, image, kernel }: Case, operation: Operation): ArrayRequest {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  const isDepthwise = operation === 'depthwise-conv2d';
  if (outputSize(shape, operation) === 0) throw new RangeError('no outputs');
  const taps = isDepthwise ? [1, channelsIn] : [channelsIn, channelsOut];
  return {
    ...{ kind: 'conv', layout: 'nhwc', kernelLayout: 'hwio', groups: isDepthwise ? channelsIn : 1 },
    image: arrayOf(image, [batch, height, width, channelsIn]),
    kernel: arrayOf(kernel, [kernelHeight, kernelWidth, ...taps]),
    ...{ stride: shape.stride, dilation: shape.dilation, padding: paddingOf(shape) },
  };
}
