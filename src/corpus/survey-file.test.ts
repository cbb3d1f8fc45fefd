import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ConvShape } from '../conv/shape.ts';
import { convShape, shapeKey } from '../conv/shape-text.ts';
import { binary32 } from '../float/format.ts';
import { uniformAccumulation } from '../sums/accumulation.ts';
import { summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { lintCorpus } from './lint-corpus.ts';
import { loadCorpus } from './store.ts';
import { type Survey, surveySchemaName } from './survey.ts';
import { isSameProcessor, readSurveys, surveyName, surveyText } from './survey-file.ts';

const corpus = mkdtempSync(join(tmpdir(), 'lastbit-survey-'));
afterAll(() => rmSync(corpus, { recursive: true }));
const folder = join(corpus, 'survey');

const cut = { ...binary32, precision: 22 };
/** With every field that an arithmetic can have. */
const arithmetic = summariseArithmetic({
  ...uniformAccumulation(sequentialTree(5), 'fused'),
  nodes: [{ to: cut, via: binary32 }, { to: cut }, { guardBits: 3, end: 'toward-zero' }, 'binary64'],
  inputs: { bits: 11, rounding: 'nearest-even', range: 'binary16' },
  bias: { value: -0, enters: 'end' },
  ...{ productFormat: cut, rounding: 'up', end: 'binary16' },
});
const shape = (text: string): ConvShape => convShape(text, { stride: [1, 1], dilation: [1, 1], padding: 'same' });
const group = {
  ...{ outputs: 1, terms: 9, padded: 0, explained: true, height: 8, summary: 'sequential', arithmetic },
  ...{ digest: 'abc', because: null, calls: 1, rounds: 1, replays: 10, mismatches: 0 },
};
const row = {
  ...{ subject: 'some/conv2d', version: '1', shape: shape('3x3'), outputs: 1 },
  ...({ outcome: 'value', because: null, groups: [group] } as const),
  ...{ batchKeepsBits: true, threadsKeepBits: null },
};
const survey: Survey = {
  ...{ schema: surveySchemaName, cpu: 'Some (R) CPU @ 3.1', cpuFeatures: ['fma'], platform: 'linux-x64' },
  switches: { some: { THREADS: '1' } },
  rows: [row, { ...row, shape: shape('5x5'), outcome: 'declined', because: 'no SAME', groups: [] }],
};

/** Files of the folder of surveys, in place of those before. */
function write(files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

const problems = (): readonly string[] => lintCorpus(loadCorpus(corpus)).map((line) => line.replace(`${folder}/`, ''));

test('a survey is read as it was written, a line for each row, and is no entry of the corpus', () => {
  const name = surveyName(survey);
  expect(name).toBe('some-r-cpu-3-1.jsonl');
  write({ [name]: surveyText(survey), 'amd.jsonl': surveyText({ ...survey, cpu: 'AMD', rows: [] }) });
  expect(readSurveys(folder)).toEqual([{ ...survey, cpu: 'AMD', rows: [] }, survey]);
  // Two shapes and an arithmetic stand once.
  expect(surveyText(survey).match(/\n/g)?.length).toBe(6);
  expect(loadCorpus(corpus)).toMatchObject({ entries: [], unreadable: [] });
  expect(problems()).toEqual([]);
});

test('what repeats is written once, and lines of version 1 are read as they were written', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ ...row, subject: `some${index}/conv2d` }));
  const bytes = surveyText({ ...survey, rows: many }).length - surveyText({ ...survey, rows: [] }).length;
  expect(bytes / many.length).toBeLessThan(300);
  const { rows, ...head } = survey;
  const old = [{ ...head, schema: 'lastbit-survey-1' }, ...rows].map((line) => JSON.stringify(line));
  write({ 'a.jsonl': `${old.join('\n')}\n` });
  expect(readSurveys(folder)).toEqual([survey]);
});

test('the fields of a line have a fixed order', () => {
  const reversed = Object.fromEntries(Object.entries(row).reverse()) as unknown as typeof row;
  const groups = [Object.fromEntries(Object.entries(group).reverse()) as unknown as typeof group];
  expect(surveyText({ ...survey, rows: [{ ...reversed, groups }] })).toBe(surveyText({ ...survey, rows: [row] }));
});

test.each([
  ['another.jsonl', surveyText(survey), 'another.jsonl: belongs into some-r-cpu-3-1.jsonl'],
  ['some-r-cpu-3-1.jsonl', surveyText(survey).replace('":1,', '": 1,'), /not in canonical form/],
  ['a.jsonl', surveyText(survey).replace('"terms":9', '"terms":-9'), /^a\.jsonl:5: not what .* \(groups\.0\.terms: /],
  ['a.jsonl', surveyText(survey).replace('"version"', '"vers"'), /^a\.jsonl:5: .* \(version: /],
  ['a.jsonl', surveyText(survey).slice(0, -9), /^a\.jsonl:6: not JSON: /],
  ['a.jsonl', surveyText(survey).replace('survey-2', 'survey-9'), /^a\.jsonl:1: .* \(schema: /],
  [
    'a.jsonl',
    surveyText(survey).replace(/^.*"shape":{.*\n/m, ''),
    /^a\.jsonl:[45]: no line above has the key [0-9a-f]{8}$/,
  ],
  ['a.jsonl', '', /^a\.jsonl:1: not JSON: /],
  ['a.jsonl', '{}', /^a\.jsonl:1: not what `lastbit reveal --all` writes/],
])('lint tells what is wrong with a survey: %s', (name, text, problem) => {
  write({ [name]: text });
  expect(problems()).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
});

test('no subject stands twice at a shape of a committed survey', () => {
  for (const { rows } of readSurveys('corpus/survey')) {
    expect(rows.length).toBeGreaterThan(100);
    expect(new Set(rows.map(({ subject, shape: at }) => `${subject} ${shapeKey(at)}`)).size).toBe(rows.length);
  }
});

test('processors of one name are told apart by model and by features', () => {
  const one = { cpu: 'AMD EPYC', cpuModel: 'AuthenticAMD family 25 model 17 stepping 1', cpuFeatures: ['avx2', 'fma'] };
  const others = [
    { ...one, cpuModel: 'AuthenticAMD family 23 model 49 stepping 0' },
    { ...one, cpuFeatures: ['fma'] },
    { cpu: one.cpu, cpuFeatures: one.cpuFeatures },
  ];
  const names = [one, ...others].map(surveyName);
  expect(new Set(names).size).toBe(4);
  expect(names[0]).toMatch(/^amd-epyc-25-17-1-[0-9a-f]{4}\.jsonl$/);
  expect(others.filter((other) => isSameProcessor(one, other))).toEqual([]);
  expect(isSameProcessor(one, { ...one, cpuFeatures: one.cpuFeatures.toReversed() })).toBe(true);
});
