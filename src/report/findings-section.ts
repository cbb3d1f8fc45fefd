import { conditionText } from '../corpus/condition.ts';
import { type CorpusEntry, isCaseEntry, isOnlyInBatch } from '../corpus/entry.ts';
import { fromBits64 } from '../float/bits.ts';
import { sentenceDecimal } from '../float/decimal.ts';
import type { CampaignRow, DefectReport, Finding } from '../fuzz/campaign-records.ts';
import { relationText } from '../replay/metamorphic-counterexample.ts';
import { computedText, exactText } from '../text/counterexample.ts';
import { grouped } from '../text/layout.ts';
import { counted, formatCount } from '../text/numbers.ts';
import { subjectNames } from '../text/subject-names.ts';
import { caseDrawing, variedDrawing } from './counterexample-drawing.ts';
import { html, type Markup } from './markup.ts';
import type { RunRecord } from './run-record.ts';
import { shapeText } from './words.ts';

/**
 * A counterexample or a recorded defect. `new`: no recorded defect explains it. `known`: the corpus had it, for this
 * version, and its own case still shows it. `gone`: its own case no longer shows it. `other-version`: recorded for
 * another version of the subject, and still there.
 */
export interface DrawnFinding {
  readonly entry: CorpusEntry;
  readonly state: 'new' | 'known' | 'gone' | 'other-version';
  readonly hits: number;
  /** That it needs its batch, or why it could not be written. */
  readonly remark?: string;
}

/** The page draws images and kernels. Counterexamples without one appear in the table of claims alone. */
export function findingsOf({ campaign, findings }: RunRecord): readonly DrawnFinding[] {
  return [...(campaign?.findings ?? findings).flatMap(newFinding), ...(campaign?.defects ?? []).map(recordedDefect)];
}

function newFinding({ entry, minimal, keptBefore, notWritten }: Finding): readonly DrawnFinding[] {
  if (!isCaseEntry(entry)) return [];
  const remarks = [
    ...(isOnlyInBatch(entry) ? ['The case alone, out of its batch, does not show it.'] : []),
    ...(minimal ? [] : ['The search for a simpler case was cut.']),
    ...(notWritten === null ? [] : [`It could not be written to the corpus: ${notWritten}.`]),
  ];
  return [
    {
      entry,
      state: keptBefore ? 'known' : 'new',
      hits: 1,
      ...(remarks.length === 0 ? {} : { remark: remarks.join(' ') }),
    },
  ];
}

function recordedDefect({ entry, hits, sameVersion, shows }: DefectReport): DrawnFinding {
  return { entry, hits, state: shows === false ? 'gone' : sameVersion ? 'known' : 'other-version' };
}

/** The counterexample that a row of the campaign has on the page: its own, or a defect of its subject. */
export function counterexamplesOnPage(
  findings: readonly DrawnFinding[],
): (row: Pick<CampaignRow, 'claim' | 'subject'>) => string | undefined {
  return ({ claim, subject }) => {
    const own = findings.filter(({ entry }) => entry.subject.id === subject);
    return (own.find(({ entry }) => entry.claim === claim) ?? own[0])?.entry.id;
  };
}

const states: Record<DrawnFinding['state'], string> = {
  new: 'new in this run',
  known: 'known',
  gone: 'recorded for this version, but did not show in this run',
  'other-version': 'recorded for another version, and did not show in this run',
};

/**
 * Every defect and counterexample, with its smallest case drawn. New ones stand open and first. The others are folded,
 * one fold for each engine, and entries with the same note stand together: known defects are many, and no news.
 */
export function findingsSection(findings: readonly DrawnFinding[]): Markup {
  const fresh = findings.filter(({ state }) => state === 'new');
  const engines = grouped(
    findings.filter(({ state }) => state !== 'new'),
    ({ entry }) => engineOf(entry),
  );
  return html`<section id="findings"><h2>Defects and counterexamples</h2>${
    findings.length === 0
      ? html`<p>None recorded, none found.</p>`
      : html`<p class="note explained">A framed red output is wrong: the darker, the further its error is beyond the bound; in
it, error ÷ bound as a power of two. A green one is within its bound, and breaks another claim.</p>`
  }${[...grouped(fresh, ({ entry }) => `${engineOf(entry)} ${entry.claim}`).values()].map(freshGroup)}<div class="folds">${[
    ...engines,
  ].map(
    ([engine, some]) =>
      html`<details><summary>${engine}: ${counted(notesOf(some).size, 'recorded defect')}, ${counted(
        some.reduce((sum, { hits }) => sum + hits, 0),
        'hit',
      )} in this run</summary>${[...notesOf(some).values()].map(noteGroup)}</details>`,
  )}</div></section>`;
}

const engineOf = ({ subject }: CorpusEntry): string => subject.id.split('/')[0]!;

/** More new counterexamples of a claim by one engine than this are listed and not drawn: they tend to be one defect. */
const mostDrawn = 2;

function freshGroup(findings: readonly DrawnFinding[]): Markup {
  const rest = findings.slice(mostDrawn);
  const [{ entry }] = findings as readonly [DrawnFinding];
  return html`${findings.slice(0, mostDrawn).map((one) => findingArticle([one]))}${
    rest.length > 0 &&
    html`<details><summary>${counted(rest.length, 'more counterexample')} of ${entry.claim} by ${engineOf(entry)}</summary><ul>${rest.map(freshLine)}</ul></details>`
  }`;
}

function freshLine({ entry }: DrawnFinding): Markup {
  return html`<li id="${entry.id}"><span class="mono">${entry.subject.id}</span>: computed <span class="mono">${computedText(entry.computed)}</span>, exact <span class="mono">${sentenceDecimal(entry.exact.decimal)}</span>. <code>${entry.command}</code></li>`;
}

function notesOf(findings: readonly DrawnFinding[]): ReadonlyMap<string, readonly DrawnFinding[]> {
  return grouped(findings, ({ entry, state }) => `${state} ${entry.note}`);
}

/** What a defect is, and below, folded, the case of each subject that has it. */
function noteGroup(findings: readonly DrawnFinding[]): Markup {
  const [{ entry, state }] = findings as readonly [DrawnFinding];
  const subjects = [...new Set(findings.map((one) => one.entry.subject.id))];
  const hits = findings.reduce((sum, one) => sum + one.hits, 0);
  const same = [...grouped(findings, ({ entry: one }) => sameCase(one)).values()];
  const cases = html`<summary>${same.length === 1 ? 'the smallest case' : `${same.length} smallest cases`}</summary>${same.map(findingArticle)}`;
  return html`<div class="defects"><p><span class="mono">${subjectNames(subjects)}</span> <small>${entry.subject.version},
${counted(hits, 'hit')}</small>${state !== 'known' && html` <span class="badge">${states[state]}</span>`}</p>
<p>${entry.note}</p><details>${cases}</details></div>`;
}

/** Two entries with the same text are the same input with the same wrong output, of two subjects. */
function sameCase({ shape, image, kernel, output, computed, varied, batchContext, condition }: CorpusEntry): string {
  return JSON.stringify([shape, image, kernel, output, computed, varied, batchContext, condition]);
}

/**
 * One of them, or several of the same case: what it is, its smallest case, the computed and the exact value, and how to
 * replay it.
 */
function findingArticle(findings: readonly DrawnFinding[]): Markup {
  const [{ entry, state, remark }] = findings as readonly [DrawnFinding];
  const hits = findings.reduce((sum, one) => sum + one.hits, 0);
  const subjects = [...new Set(findings.map((one) => one.entry.subject.id))];
  const [, ...others] = findings;
  const ordinary = Number.isFinite(Number(entry.exact.decimal));
  return html`<article class="finding${state === 'new' && ' fresh'}" id="${entry.id}">
<h5>${others.map((one) => html`<i id="${one.entry.id}"></i>`)}<span class="mono">${subjectNames(subjects)}</span> <small>${entry.subject.version}</small>
<span class="badge${state === 'new' && ' bad'}">${entry.role}, ${states[state]}</span></h5>
${state === 'new' && entry.note !== undefined && html`<p>${entry.note}</p>`}${remark !== undefined && html`<p>${remark}</p>`}
${caseDrawing(entry)}${variedDrawing(entry)}
<dl class="facts"><div><dt>computed</dt><dd class="mono">${computedText(entry.computed)}</dd></div>${
    entry.partner !== undefined &&
    html`<div><dt>${entry.partner.id} computed</dt><dd class="mono">${computedText(entry.partnerComputed)}</dd></div>`
  }${variedFacts(entry)}<div><dt>${ordinary ? 'exact' : 'must be'}</dt><dd class="mono">${sentenceDecimal(entry.exact.decimal)}</dd></div><div><dt>bound on the error</dt><dd class="mono">${entry.bound === null ? 'none' : exactText(fromBits64(entry.bound.bits))}</dd></div>
<div><dt>claim</dt><dd class="mono">${entry.claim}</dd></div>
<div><dt>shape</dt><dd>${shapeText(entry.shape)}, output ${entry.output}</dd></div>
<div><dt>appears</dt><dd>${conditionText(entry.condition)}</dd></div>
<div><dt>hits in this run</dt><dd>${formatCount(hits)}</dd></div>
<div><dt>found with seed</dt><dd>${entry.found.seed}, ${entry.found.distribution}</dd></div></dl>
<p>Replay: ${findings.map((one) => html`<code>${one.entry.command}</code> `)}</p></article>`;
}

function variedFacts({ varied, variedComputed }: CorpusEntry): Markup | false {
  if (varied === undefined) return false;
  return html`<div><dt>computed for the varied case</dt><dd class="mono">${computedText(variedComputed)}</dd></div>
<div><dt>that must be</dt><dd>${relationText(varied.must)}</dd></div>`;
}
