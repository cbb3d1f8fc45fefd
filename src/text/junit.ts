import { printable } from '../errors/printable.ts';
import type { CampaignResult, CampaignRow } from '../fuzz/campaign-records.ts';
import { isJudged } from '../fuzz/run-verdict.ts';
import { campaignAnswer, verdictWords } from './campaign-answer.ts';
import { counterexampleLines, type ReplayPlace, replayCommand } from './counterexample.ts';
import { counted } from './numbers.ts';

/**
 * A campaign as JUnit XML, which continuous integration reads: a suite for each subject, a test case for each claim. A
 * violated claim is a failure with its case and the command that replays it, an engine that failed is an error. What
 * was not judged is skipped. What fails the run besides is in the suite `run`. Written by hand, because the format is
 * five elements, and every text from outside is made harmless here.
 */
export function junitXml(result: CampaignResult, place: ReplayPlace): string {
  const subjects = [...new Set(result.rows.map(({ subject }) => subject))];
  const suites = [
    ...subjects.map((subject) => suiteOf(subject, testsOf(subject, result, place))),
    suiteOf('run', [runTest(result)]),
  ];
  const sum = (of: (suite: Suite) => number): number => suites.reduce((total, suite) => total + of(suite), 0);
  const counts = {
    ...{ tests: sum(({ tests }) => tests), failures: sum(({ failures }) => failures) },
    ...{ errors: sum(({ errors }) => errors), skipped: sum(({ skipped }) => skipped) },
  };
  const opening = tag('testsuites', { name: 'lastbit', ...counts, time: (result.elapsedMs / 1000).toFixed(3) });
  const body = suites.map(({ text }) => text).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opening}\n${body}\n</testsuites>\n`;
}

interface Test {
  readonly name: string;
  readonly outcome: 'passed' | 'failures' | 'errors' | 'skipped';
  /** The element within the test case. */
  readonly element: string;
}

interface Suite {
  readonly text: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suiteOf(subject: string, tests: readonly Test[]): Suite {
  const count = (outcome: Test['outcome']): number => tests.filter((test) => test.outcome === outcome).length;
  const counts = {
    ...{ tests: tests.length, failures: count('failures') },
    ...{ errors: count('errors'), skipped: count('skipped') },
  };
  const cases = tests.map(({ name, element }) => {
    const opening = tag('testcase', { classname: subject, name });
    return `    ${opening}${element === '' ? '' : `\n      ${element}\n    `}</testcase>`;
  });
  const text = `  ${tag('testsuite', { name: subject, ...counts })}\n${cases.join('\n')}\n  </testsuite>`;
  return { text, ...counts };
}

function testsOf(subject: string, result: CampaignResult, place: ReplayPlace): readonly Test[] {
  return result.rows
    .filter((row) => row.subject === subject)
    .map((row) => ({ name: row.claim, ...outcomeOf(row, result, place) }));
}

function outcomeOf(row: CampaignRow, result: CampaignResult, place: ReplayPlace): Omit<Test, 'name'> {
  const { verdict, alarm, because = '', violations } = row;
  if (verdict === 'failed') return { outcome: 'errors', element: whole('error', because, 'failed', because) };
  if (alarm) {
    const message = counted(violations, 'violation');
    return { outcome: 'failures', element: whole('failure', message, 'violated', failureText(row, result, place)) };
  }
  if (verdict === 'missing' || !isJudged(row)) {
    const message = because === '' ? verdictWords[verdict] : because;
    return { outcome: 'skipped', element: `${tag('skipped', { message }).slice(0, -1)}/>` };
  }
  const words = verdict === 'holds' ? '' : `<system-out>${escaped(verdictText(row))}</system-out>`;
  return { outcome: 'passed', element: words };
}

/** A verdict that is neither good nor a failure. */
const verdictText = ({ verdict, knownHits }: CampaignRow): string =>
  verdict === 'known-defect' ? `known defect, ${counted(knownHits, 'output')}` : 'does not hold; nothing promises it';

/** The cases of a row as a person reads them, and the guesses at its fault. */
function failureText({ claim, subject, entries }: CampaignRow, result: CampaignResult, place: ReplayPlace): string {
  const guesses = result.faults
    .filter((fault) => fault.subject === subject && fault.claims.includes(claim))
    .flatMap((fault) => fault.guesses.map((guess) => `a guess: ${guess}`));
  const blocks = result.findings
    .filter(({ entry }) => entries.includes(entry.id))
    .flatMap(({ entry, path }) => counterexampleLines(entry, path, replayCommand(entry, place)));
  return [...guesses, ...blocks].join('\n');
}

function runTest(result: CampaignResult): Test {
  const others = result.verdict.unexpected.filter(({ kind }) => kind !== 'violated' && kind !== 'failed');
  const name = `seed ${result.seed}, ${counted(result.cases, 'case')}, ${counted(result.coverage.shapes, 'shape')}`;
  if (others.length === 0) return { name, outcome: 'passed', element: '' };
  const answer = campaignAnswer(result);
  return { name, outcome: 'errors', element: whole('error', others.map(({ kind }) => kind).join(', '), 'run', answer) };
}

function whole(name: string, message: string, type: string, text: string): string {
  return `${tag(name, { message, type })}${escaped(text)}</${name}>`;
}

function tag(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${words.join('')}>`;
}

/** For text and attributes; XML 1.0 knows no control characters, so they are written as \u escapes. */
function escaped(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replaceAll(/[\uFFFE\uFFFF]/g, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
