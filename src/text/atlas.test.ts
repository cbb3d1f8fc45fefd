import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { Survey, SurveyGroup, SurveyRow } from '../corpus/survey.ts';
import { engineTable } from '../engines/engine-table.ts';
import { uniformAccumulation } from '../sums/accumulation.ts';
import { summariseArithmetic } from '../sums/arithmetic-summary.ts';
import { sequentialTree } from '../sums/schemes.ts';
import { atlasPage, atlasPictures } from './atlas-markdown.ts';
import { treePicture, treePictureName } from './tree-pictures.ts';

const group = (digest: string, some: Partial<SurveyGroup> = {}): SurveyGroup => ({
  ...{ outputs: 1, terms: 9, padded: 0, explained: true, height: 8, summary: 'sequential', arithmetic: null, digest },
  ...{ because: null, calls: 1, rounds: 1, replays: 10, mismatches: 0, ...some },
});
const row = (subject: string, size: string, ...groups: SurveyGroup[]): SurveyRow => ({
  ...{ subject, version: '1', shape: convShape(size), outputs: groups.reduce((sum, { outputs }) => sum + outputs, 0) },
  ...{ outcome: 'value', because: null, groups, batchKeepsBits: true, threadsKeepBits: null },
});
const survey = (rows: readonly SurveyRow[]): Survey => ({
  ...{ schema: 'lastbit-survey-2', cpu: 'Some CPU', cpuFeatures: ['avx2'], platform: 'linux-x64', switches: {}, rows },
});
const [one, other] = ['numpy', 'scipy'].map((name) => engineTable.find((engine) => engine.name === name)!) as [
  (typeof engineTable)[number],
  (typeof engineTable)[number],
];
const pageOf = (engine: typeof one, rows: readonly SurveyRow[]): string =>
  atlasPage(engine, { surveys: [survey(rows)], defects: [] });

test('engines agree where all outputs of a shape are one accumulation, and equal digests say it is the same', () => {
  const page = pageOf(one, [
    ...['3x3', '1x9', '1x8'].map((size) => row('numpy/dot', size, group('a'))),
    ...['3x3', '1x9'].map((size) => row('scipy/dot', size, group('a'))),
    ...[row('mlx/dot', '3x3', group('a')), row('mlx/dot', '1x9', group('b'))],
    // Which outputs belong to which accumulation is not known: no word about it.
    ...['3x3', '1x9'].map((size) => row('ncnn/dot', size, group('a'), group('b'))),
  ]);
  expect(page).toContain('| `numpy/dot` | `scipy/dot` | all 2 | nothing to do |');
  expect(page).toContain('| `numpy/dot` | `mlx/dot` | 1 of 2 | at *n* = 9 the trees have no name');
  expect(page).not.toContain('ncnn');
  // Another operation is another question.
  expect(pageOf(other, [row('scipy/conv2d', '3x3', group('a')), row('numpy/dot', '3x3', group('a'))])).toContain(
    'No other engine computes one of its operations',
  );
});

test('a page without a survey says so, and one with two processors has a section for each', () => {
  expect(pageOf(one, [])).toContain('No processor has been surveyed');
  const first = survey([row('numpy/dot', '3x3', group('a'))]);
  const page = atlasPage(one, { surveys: [first, { ...first, cpu: 'Other CPU' }], defects: [] });
  expect(page.match(/^## On .*$/gm)).toEqual(['## On Some CPU', '## On Other CPU']);
  expect(page).toContain('](#numpydot-1)');
  expect(page).toContain('](#numpydot-1-1)');
});

test('a named tree has a picture of few terms, and one without a pattern has none', () => {
  const rows = ['sequential', 'no named pattern', 'blocks of 512'].map((summary) =>
    row('numpy/dot', '3x3', group('a', { summary })),
  );
  expect([...atlasPictures([survey(rows)]).keys()]).toEqual(['sequential.svg']);
  expect(treePicture('column major')?.match(/<circle/g)).toHaveLength(15);
  expect(treePictureName('4 lanes, joined by halves, tail apart')).toBe('4-lanes-joined-by-halves-tail-apart.svg');
});

test('a page says where the order changes with n, and where it differs from the nearest engine', () => {
  const fused = summariseArithmetic(uniformAccumulation(sequentialTree(4), 'fused'));
  const rounded = summariseArithmetic(uniformAccumulation(sequentialTree(4), 'rounded-products'));
  const sums = (subject: string, trees: Readonly<Record<number, string>>, arithmetic = rounded): SurveyRow[] =>
    Object.entries(trees).map(([n, summary]) =>
      row(subject, `1x${n}`, group(`${summary} ${arithmetic === fused}`, { summary, arithmetic, terms: Number(n) })),
    );
  const own = { 4: 'lanes 4', 8: 'lanes 4 or 8', 16: 'lanes 8 or 16', 32: 'lanes 8', 64: 'sequential' };
  const page = pageOf(one, [
    ...sums('numpy/dot', own),
    ...sums('mlx/dot', { ...own, 32: 'sequential' }),
    ...sums('torch/dot', own, fused),
  ]);
  expect(page).toContain('| `numpy/dot` | 4 … 8: lanes 4; 16 … 32: lanes 8; 64: sequential | – |');
  expect(page).toContain(
    '`mlx/dot` | 4 of 5 | sums of *n* ≤ 16 agree, so add pieces of 16; the orders differ from *n* = 32 on',
  );
  expect(pageOf(one, [...sums('numpy/dot', own), ...sums('torch/dot', own, fused)])).toContain(
    'at *n* = 4 the order is the same (lanes 4), but products rounded to binary32 here, products fused into their ' +
      'additions there (a compiler contracts them or not: `-ffp-contract`) |',
  );
});
