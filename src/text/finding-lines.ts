import { line } from '../errors/printable.ts';
import type { CampaignResult, Finding } from '../fuzz/campaign-records.ts';
import type { Fault } from '../fuzz/faults/fault.ts';
import {
  counterexampleHead,
  counterexampleLines,
  field,
  findingText,
  type ReplayPlace,
  replayCommand,
} from './counterexample.ts';
import { wrapped } from './layout.ts';
import { counted } from './numbers.ts';

/**
 * The faults of a run with a guess at each, and its counterexamples: of each fault the most telling one in full, of the
 * others one line.
 */
export function faultLines(
  { faults, findings, seed }: Pick<CampaignResult, 'faults' | 'findings' | 'seed'>,
  place: ReplayPlace,
  width?: number,
): readonly string[] {
  const grouped = faults.map((fault) => ({
    fault,
    own: fault.entries.flatMap((id) => findings.filter(({ entry }) => entry.id === id)),
  }));
  const others = findings.filter((finding) => !grouped.some(({ own }) => own.includes(finding)));
  return [
    ...grouped.flatMap(({ fault, own }) => [...faultTitle(fault, faults, width), ...foundLines(own, place, seed)]),
    ...subjectsAndClaims(others).flatMap((some) => foundLines(some, place, seed)),
  ];
}

function faultTitle(fault: Fault, all: readonly Fault[], width: number | undefined): readonly string[] {
  const { subject, claims, violations, guesses } = fault;
  const own = all.filter((other) => other.subject === subject);
  const number = own.length === 1 ? '' : ` ${own.indexOf(fault) + 1} of ${own.length}`;
  const [first = '', ...others] = claims;
  const rest = others.length === 0 ? '' : ` and ${counted(others.length, 'other claim')}`;
  return [
    ...wrapped(`FAULT${number} in ${subject}: ${first}${rest}, ${counted(violations, 'wrong output')}`, 0, width),
    ...guesses.flatMap((guess) => wrapped(`- a guess: ${guess}`, 2, width)),
  ];
}

/** Findings by claim and subject: those of one are listed together. */
function subjectsAndClaims(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.entry.claim} ${finding.entry.subject.id}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

/** The first one in full, the others in a line each. */
function foundLines(findings: readonly Finding[], place: ReplayPlace, seed: number): readonly string[] {
  return findings.flatMap((finding, index) => {
    const { entry } = finding;
    const block = counterexampleLines(entry, undefined, replayCommand(entry, place));
    return [
      findingLine(finding),
      ...(index > 0 ? [] : block),
      ...(finding.minimal || index > 0 ? [] : [field('minimal', cutText(finding, seed))]),
    ];
  });
}

/** A counterexample in one line: claim, subject, and where it is kept. */
export function findingLine({ entry, minimal, keptBefore, path, notWritten }: Finding): string {
  const where = path ?? (notWritten === null ? 'not kept, because there is no corpus' : `not written: ${notWritten}`);
  const title = keptBefore ? 'COUNTEREXAMPLE, KEPT BEFORE' : 'NEW COUNTEREXAMPLE';
  return line`${title}  ${entry.claim} by ${entry.subject.id}: ${where}${minimal ? '' : ' (not minimised to the end)'}`;
}

/**
 * What is said of a counterexample at once. The lines at the end have its case; only where its file could not be
 * written is the whole entry printed here.
 */
export function liveFinding(finding: Finding, place: ReplayPlace): string {
  const { entry, path, notWritten } = finding;
  if (notWritten !== null) return findingText(finding, place);
  return counterexampleHead(entry, path, replayCommand(entry, place)).join('\n');
}

/** Why the search for a simpler case ended, and how to go on. Evaluations are counted, so the load plays no part. */
function cutText({ cutByEnd }: Finding, seed: number): string {
  return cutByEnd === true
    ? `no, the run ended first; the same command with --seed ${seed} and more --seconds goes on`
    : 'no, the search used up its evaluations; the same seed gives this case again, at any load';
}
