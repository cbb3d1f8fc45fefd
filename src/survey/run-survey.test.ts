import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { Survey } from '../corpus/survey.ts';
import type { Subject } from '../engines/engine.ts';
import { firstOutside, roundNarrow } from '../float/narrow-numbers.ts';
import { backward, forward, subjectOf, summing } from '../reveal/convolution/subjects.test-support.ts';
import { rowFinder, runSurvey } from './run-survey.ts';
import { surveyShapes } from './survey-shapes.ts';

const named = (id: string, subject: Subject): Subject => ({ ...subject, id, engine: id.split('/')[0]! });

test('the processes of a setting rest before another one is asked, and rows say what was found', async () => {
  let rests = 0;
  let latest: (() => Survey) | undefined;
  const subjects = [
    ...[named('one/conv2d', summing(forward)), named('one/dot', summing(forward))],
    ...[named('one/conv2d@other', summing(backward)), named('two/conv2d', summing(backward))],
  ];
  const processor = { cpu: 'Some CPU', cpuModel: 'family 1', cpuFeatures: ['fma'], platform: 'linux-x64' };
  const lost = await runSurvey({
    ...{ subjects, threaded: { subjects: [] }, keptOn: () => [], signal: new AbortController().signal, processor },
    shapesOf: ({ id }) => (id === 'one/dot' ? [] : [convShape('1x4')]),
    rest: async () => {
      rests += 1;
    },
    onRow: (survey) => {
      latest = survey;
    },
    ...{ say: () => {}, isLong: () => false, mostReplays: 40 },
  });
  expect(lost).toEqual([]);
  // Once between processes while they are asked for their versions, once while they compute.
  expect(rests).toBe(4);
  const survey = latest!();
  expect(survey).toMatchObject(processor);
  expect(survey.rows.map(({ subject, groups }) => [subject, groups[0]?.summary])).toEqual([
    ['one/conv2d', 'sequential'],
    ['one/conv2d@other', 'reversed'],
    ['two/conv2d', 'reversed'],
  ]);
});

test('other formats are asked at a part of the shapes, and groups, strides and rows at shapes that have them', () => {
  const of = (operation: Subject['operation'], format: Subject['format'] = 'binary32') =>
    surveyShapes({ operation, format });
  for (const operation of ['conv2d', 'dot', 'sum-last-axis', 'grouped-conv2d', 'batched-matmul'] as const) {
    expect(of(operation, 'bfloat16').length).toBeGreaterThan(1);
    expect(of(operation)).toEqual(expect.arrayContaining([...of(operation, 'bfloat16')]));
    expect(of(operation, 'bfloat16').length).toBeLessThan(of(operation).length);
  }
  expect(of('grouped-conv2d').filter(({ groups = 1 }) => groups > 1).length).toBeGreaterThan(3);
  expect(of('transposed-conv2d').some(({ stride, outputPadding }) => stride[0] > 1 && outputPadding)).toBe(true);
  expect(of('conv1d').every(({ height }) => height === 1)).toBe(true);
  expect(of('mean')).toEqual([]);
});

test('a row that an interruption ends is none, because its engine was not waited for', async () => {
  const stop = new AbortController();
  let rows = 0;
  await runSurvey({
    subjects: [
      subjectOf(() => {
        stop.abort();
        return { kind: 'failed', reason: 'no answer within 0.01 s', interrupted: true };
      }),
    ],
    ...{ threaded: { subjects: [] }, keptOn: () => [], signal: stop.signal, say: () => {}, isLong: () => false },
    shapesOf: () => [convShape('1x4')],
    onRow: () => {
      rows += 1;
    },
  });
  expect(rows).toBe(0);
});

test('an engine in 16 bits is asked for numbers of its format', async () => {
  const inBinary32 = summing(forward);
  const narrow: Subject = {
    ...inBinary32,
    format: 'bfloat16',
    evaluate: async (batch) => {
      const outside = firstOutside(batch.images, 'bfloat16');
      if (outside >= 0) return { kind: 'declined', reason: 'not in bfloat16' };
      const outcome = await inBinary32.evaluate(batch);
      if (outcome.kind !== 'value') return outcome;
      return { ...outcome, format: 'bfloat16', outputs: outcome.outputs.map((x) => roundNarrow(x, 'bfloat16')) };
    },
  };
  const find = rowFinder([narrow], { subjects: [narrow] }, async () => {}, 40);
  const row = await find({ subject: narrow.id, version: '1', shape: convShape('1x4') });
  expect(row).toMatchObject({ outcome: 'value', threadsKeepBits: true });
  expect(row.groups.map(({ summary }) => summary)).toEqual(['sequential']);
});

test('a sum in 16 bits is revealed: factors are rounded to the format before lastbit multiplies them', async () => {
  const narrow: Subject = {
    ...subjectOf(({ count, images }) => ({
      kind: 'value',
      format: 'bfloat16',
      outputs: Float32Array.from({ length: count }, (_, at) =>
        images.subarray(4 * at, 4 * at + 4).reduce((sum, x) => roundNarrow(Math.fround(sum + x), 'bfloat16'), 0),
      ),
    })),
    ...{ operation: 'sum', format: 'bfloat16' },
  };
  const find = rowFinder([narrow], { subjects: [] }, async () => {}, 40);
  const { groups } = await find({ subject: narrow.id, version: '1', shape: convShape('1x4') });
  expect(groups.map(({ summary, because }) => summary ?? because)).toEqual(['sequential']);
});
