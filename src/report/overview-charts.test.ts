import { expect, test } from 'vitest';
import { convShape } from '../conv/shape-text.ts';
import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { boundCharts } from './bound-charts.ts';
import { caseDrawing, windowOf } from './counterexample-drawing.ts';
import { exampleRow, exampleRun } from './example-run.test-support.ts';
import { heatByEngine, heatLegend, heatMap, heatOf } from './heat-map.ts';
import { pageStyle } from './page-style.ts';

test('blanks that stand together in the heat map are one cell, and no cell is lost', () => {
  const row = (claim: string, subject: string) => exampleRow(subject, { claim, outputs: 9, attained: 0.5 });
  const rows = ['1', '2', '3', '4'].flatMap((claim) => [
    row(claim, 'x/b'),
    ...('14'.includes(claim) ? [row(claim, 'x/a')] : []),
  ]);
  const { markup } = heatMap(rows, ['x/a', 'x/b']);
  const first = /<th scope="row">x\/a<\/th>(.*?)<\/tr>/.exec(markup)?.[1] ?? '';
  expect(first.replaceAll(/ class="[^"]*"| style="[^"]*"/g, '')).toBe(
    '<td title="0.5"></td><td colspan="2"></td><td title="0.5"></td>',
  );
  expect(markup.match(/<td class/g)?.length).toBe(6);
});

test('the heat map is darker nearer to the bound, and has colours of its own for what is wrong', () => {
  const heat = (some: Partial<CampaignRow>) => heatOf(exampleRow('x/y', { outputs: 9, ...some }));
  expect([0, 2 ** -12, 2 ** -6, 1].map((attained) => heat({ attained }).octaves)).toEqual([0, 0, 6, 12]);
  expect(heat({ verdict: 'violated', alarm: true }).look).toBe('wrong');
  expect(heat({ verdict: 'violated', alarm: false }).look).toBe('refuted');
  expect(heat({ verdict: 'known-defect' }).look).toBe('defect');
  expect(heat({ verdict: 'missing' }).look).toBe('absent');
  expect(heat({ verdict: 'vacuous', outputs: 0 }).look).toBe('absent');
});

test('the row of an engine shows the worst of its subjects', () => {
  const rows = ['holds', 'violated', 'known-defect'].map((verdict, index) =>
    exampleRow(`x/${index}`, { verdict: verdict as never, alarm: verdict === 'violated', outputs: 9 }),
  );
  const { markup } = heatByEngine(rows, ['x/0', 'x/1', 'x/2'], () => 'id');
  const [overview = '', detail = ''] = markup.split('<details>');
  expect(overview).toContain('title="1: violated; so 1 of 3"');
  expect(detail.match(/<td class="(?:h0|wrong|defect)/g)).toHaveLength(3);
});

test('error ÷ bound against n: the largest of all engines has a ring, and dots on one another are one', () => {
  const sizes = { 4: 0.25, 9: 0.5, 16: 0.1 };
  const rows = ['x/a', 'x/b', 'lastbit/c'].map((subject) =>
    exampleRow(subject, { outputs: 1, attainedByTerms: sizes }),
  );
  const { markup } = boundCharts([...rows, exampleRow('x/c', { attainedByTerms: { 9: 0.75 } })]);
  const rings = [...markup.matchAll(/<circle[^>]*><title>([^<]*)/g)].map(([, title]) => title);
  expect(rings).toEqual(['x/a, 4 terms: 0.2500', 'x/c, 9 terms: 0.7500', 'x/a, 16 terms: 0.1000']);
  expect(/<path class="dots" d="([^"]*)"/.exec(markup)?.[1]?.match(/M/g)).toHaveLength(4);
  expect(/<path class="faint" d="([^"]*)"/.exec(markup)?.[1]?.match(/M/g)).toHaveLength(3);
  expect(boundCharts([exampleRow('x/a', { attainedByTerms: { 4: 0.25, 9: 0.5 } })]).markup).toBe('');
});

test('a counterexample is drawn with the window of its output, which may reach into the padding', () => {
  const { entry } = exampleRun().campaign!.defects[0]!;
  const shape = { ...entry.shape, padding: [1, 0, 1, 0] as const };
  expect(windowOf(shape, 'conv2d', 0)).toMatchObject({ top: -1, left: -1, height: 3, width: 3 });
  const text = caseDrawing({ ...entry, shape }).markup;
  expect(text).toContain('<rect class="frame" x="-32" y="-32" width="96" height="96"/>');
  expect(text).toMatch(
    /outputs <small>1 × 2 × 3 × 1<.*<g class="wrong wrong4"><path[^>]*><text[^>]*>2²⁴<.*error ÷ bound 1\.678e7, wrong<br>5 more, not kept/s,
  );
  const depthwise = windowOf({ ...shape, channelsIn: 2 }, 'depthwise-conv2d', 1);
  expect([depthwise?.on(0, 0), depthwise?.on(0, 1), depthwise?.on(1, 1)]).toEqual([false, true, false]);
});

test('a counterexample is drawn by its operation: groups read their channels, and sums have one output a window', () => {
  const { entry } = exampleRun().campaign!.defects[0]!;
  const shape = { ...entry.shape, channelsIn: 4, channelsOut: 3, groups: 2 };
  const grouped = windowOf(shape, 'grouped-conv2d', 3);
  expect([0, 1, 2, 3].map((channel) => grouped?.on(0, channel))).toEqual([false, false, true, true]);
  expect(windowOf(shape, 'transposed-conv2d', 0)).toBeUndefined();
  const drawn = (operation: string): string =>
    caseDrawing({ ...entry, shape: convShape('3x3*2x2x5'), subject: { ...entry.subject, id: `x/${operation}` } })
      .markup;
  expect(drawn('conv2d')).toContain('outputs <small>1 × 2 × 2 × 5<');
  expect(drawn('sum')).toContain('outputs <small>1 × 2 × 2 × 1<');
  expect(drawn('transposed-conv2d')).toMatch(/outputs <small>1 × 4 × 4 × 5</);
  expect(drawn('transposed-conv2d')).not.toContain('class="frame"');
});

test('every colour of the legend of the heat map has a rule, and so has every look of a cell', () => {
  const legend = [...heatLegend.markup.matchAll(/<span class="([a-z\d]+)/g)].map(([, name]) => name!);
  const verdicts = ['holds', 'vacuous', 'violated', 'known-defect', 'failed', 'missing'] as const;
  const rows = verdicts.map((verdict) => exampleRow(`x/${verdict}`, { verdict }));
  const cells = heatMap(
    rows,
    rows.map(({ subject }) => subject),
  ).markup;
  const looks = [...cells.matchAll(/<td class="([a-z\d]+)"/g)].map(([, name]) => name!);
  expect(looks).toHaveLength(rows.length);
  expect(legend.length).toBeGreaterThan(5);
  expect([...legend, ...looks].filter((name) => !new RegExp(`\\.${name}\\b`).test(pageStyle))).toEqual([]);
  expect(looks.filter((name) => !legend.includes(name))).toEqual([]);
});
