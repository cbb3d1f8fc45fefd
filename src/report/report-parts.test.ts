import { expect, test } from 'vitest';
import { exampleRun, withQuotes } from './example-run.test-support.ts';
import { pageStyle } from './page-style.ts';
import { renderReport as rendered } from './render-report.ts';
import type { RunRecord } from './run-record.ts';

const renderReport = (run: RunRecord): string => withQuotes(rendered(run));
const page = renderReport(exampleRun());

test('a metamorphic counterexample is drawn with its variation', () => {
  const run = exampleRun();
  const [defect] = run.campaign!.defects;
  const varied = {
    ...{ shape: defect!.entry.shape, output: 3, must: { kind: 'nan' as const }, change: 'pixel 5 became NaN' },
    // Two cases: output 3 is one of the second, and the fifth pixel of it is NaN.
    image: [...defect!.entry.image, ...defect!.entry.image.map((bits, index) => (index === 5 ? '7fc00000' : bits))],
    kernel: [...defect!.entry.kernel, ...defect!.entry.kernel],
  } as never;
  const variedComputed = { format: 'binary32' as const, bits: 'ff800000' as never, decimal: '-Infinity' };
  const entry = { ...defect!.entry, varied, variedComputed };
  const text = renderReport({ ...run, campaign: { ...run.campaign!, defects: [{ ...defect!, entry }] } });
  expect(text).toContain('pixel 5 became NaN');
  expect(text).toMatch(/aria-label="varied image[^"]*"/);
  expect(text).toMatch(/\[0, 1, 1, 0\] = NaN/);
  expect(text).toMatch(/computed for the varied case(?:<\/dt>)?<dd class="?mono"?>−∞/);
  expect(text).toMatch(/that must be(?:<\/dt>)?<dd>NaN/);
});

test('errors keep their sign, and no column mixes the ulp of two formats', () => {
  const text = renderReport(exampleRun());
  expect(text).toMatch(/<td class="number">−128/);
  const tables = [...text.matchAll(/<table class="results stack">.*?<\/table>/gs)].map(([table]) => table);
  expect(tables.length).toBeGreaterThan(1);
  for (const table of tables) {
    const wide = table.match(/:binary64/g)?.length ?? 0;
    expect([0, table.match(/<tr/g)!.length - 1]).toContain(wide);
  }
});

test('where a narrow page stacks the cells of a row, each has the name of its column', () => {
  const narrow = pageStyle.split('\n').find((line) => line.startsWith('@media(max-width')) ?? '';
  const tables = [...page.matchAll(/<table class="([a-z ]*) stack">(.*?)<tbody>/gs)];
  expect(new Set(tables.map(([, names]) => names))).toEqual(
    new Set(['results', 'recipes', 'counts verdicts', 'counts distributions']),
  );
  for (const [, names, head] of tables) {
    const titles = head!.split('<th>').slice(1);
    for (const [index, title] of titles.entries()) {
      // The first cells name the row; a bar and a remark need no name.
      if (index === 0 || title === 'subject' || /^\s*(<|$)/.test(title)) continue;
      const rule = new RegExp(
        String.raw`\.${names!.split(' ').at(-1)} td:nth-child\(${index + 1}\)::before[^{}]*\{content:"([^"]*)"`,
      );
      expect(title.replace(/\s+/g, ' ')).toMatch(new RegExp(`^${rule.exec(narrow)?.[1] ?? 'no name'}`));
    }
  }
});
