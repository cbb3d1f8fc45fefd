import { outputSize } from '../conv/output-shape.ts';
import { imageSize, kernelSize } from '../conv/shape.ts';
import { conditionText } from '../corpus/condition.ts';
import { type CorpusEntry, isCaseEntry, isOnlyInBatch } from '../corpus/entry.ts';
import { bitsOf } from '../corpus/packed-numbers.ts';
import { type Bits32, fromBits32, fromBits64 } from '../float/bits.ts';
import { sentenceDecimal, shortestDecimal, withInfinitySign } from '../float/decimal.ts';
import type { DefectReport, Finding } from '../fuzz/campaign-records.ts';
import { relationText } from '../replay/metamorphic-counterexample.ts';
import { computedText, exactText } from '../text/counterexample.ts';
import { formatCount, formatNumber } from '../text/numbers.ts';
import type { ClaimRecord } from './claim-record.ts';
import { html, type Markup } from './markup.ts';
import type { RunRecord } from './run-record.ts';
import type { ChartDocument } from './svg.ts';
import { type Tensor, tensorChart } from './tensor-chart.ts';
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

const mostListed = 12;
const states: Record<DrawnFinding['state'], string> = {
  new: 'new in this run',
  known: 'known',
  gone: 'recorded for this version, but did not show in this run',
  'other-version': 'recorded for another version, and did not show in this run',
};

/**
 * A line for every defect and counterexample, new ones first. It links to the smallest case, which is drawn in the
 * section of its claim, or here if the run has no such claim.
 */
export function findingsSection(
  document: ChartDocument,
  findings: readonly DrawnFinding[],
  claims: readonly ClaimRecord[],
): Markup {
  const strays = findings.filter(({ entry }) => !claims.some(({ id }) => id === entry.claim));
  const order = Object.keys(states);
  const sorted = findings.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const lines = sorted.map(
    ({ entry, state, hits }) =>
      html`<li><a class="mono" href="#${entry.id}">${entry.subject.id}</a> <small>${entry.subject.version}</small>
<span class="badge${state === 'new' && ' bad'}">${entry.role}, ${states[state]}</span> <small>${formatCount(hits)} hits,
<span class="mono">${entry.claim}</span></small><p>${entry.note}</p></li>`,
  );
  return html`<section id="findings"><h2>Defects and counterexamples</h2>${
    sorted.length === 0 ? html`<p>None recorded, none found.</p>` : html`<ul class="findings">${lines}</ul>`
  }${strays.map((finding) => findingArticle(document, finding))}</section>`;
}

/** One of them: what it is, its smallest case, the computed and the exact value, and how to replay it. */
export function findingArticle(document: ChartDocument, { entry, state, hits, remark }: DrawnFinding): Markup {
  const { image, kernel } = tensorsOf(entry);
  const ordinary = Number.isFinite(Number(entry.exact.decimal));
  return html`<article class="finding${state === 'new' && ' fresh'}" id="${entry.id}">
<h5><span class="mono">${entry.subject.id}</span> <small>${entry.subject.version}</small>
<span class="badge">${entry.role}, ${states[state]}</span></h5>
${entry.note !== undefined && html`<p>${entry.note}</p>`}${remark !== undefined && html`<p>${remark}</p>`}
${productPart(document, image, kernel, '')}${variedPart(document, entry)}
<dl class="facts"><div><dt>computed</dt><dd class="mono">${computedText(entry.computed)}</dd></div>${
    entry.partner !== undefined &&
    html`<div><dt>${entry.partner.id} computed</dt><dd class="mono">${computedText(entry.partnerComputed)}</dd></div>`
  }${variedFacts(entry)}<div><dt>${ordinary ? 'exact' : 'must be'}</dt><dd class="mono">${sentenceDecimal(entry.exact.decimal)}</dd></div><div><dt>bound on the error</dt><dd class="mono">${entry.bound === null ? 'none' : exactText(fromBits64(entry.bound.bits))}</dd></div>
<div><dt>error ÷ bound</dt><dd>${entry.errorOverBound === null ? 'no finite number' : formatNumber(entry.errorOverBound, 4)}</dd></div><div><dt>claim</dt><dd class="mono">${entry.claim}</dd></div>
<div><dt>shape</dt><dd>${shapeText(entry.shape)}, output ${entry.output}</dd></div>
<div><dt>appears</dt><dd>${conditionText(entry.condition)}</dd></div>
<div><dt>hits in this run</dt><dd>${formatCount(hits)}</dd></div>
<div><dt>found with seed</dt><dd>${entry.found.seed}, ${entry.found.distribution}</dd></div></dl>
<p>Replay: <code>${entry.command}</code></p></article>`;
}

const decimalOf = (bits: Bits32): string => withInfinitySign(shortestDecimal(fromBits32(bits), 'binary32'));

function productPart(document: ChartDocument, image: Tensor, kernel: Tensor, prefix: string): Markup {
  return html`<div class="product">${tensorPart(document, image, 'NHWC', `${prefix}image`)}<div class="times">∗</div>${tensorPart(document, kernel, 'HWIO', `${prefix}kernel`)}</div>`;
}

/** The second question of a metamorphic claim: how it was changed, and the case of it that has the output. */
function variedPart(document: ChartDocument, { varied }: CorpusEntry): Markup | false {
  if (varied === undefined) return false;
  const { shape } = varied;
  const outputs = outputSize(shape);
  const place = Math.floor(varied.output / outputs);
  const part = (numbers: readonly Bits32[], size: number): readonly Bits32[] =>
    numbers.length < (place + 1) * size ? numbers.slice(0, size) : numbers.slice(place * size, (place + 1) * size);
  const { image, kernel } = tensorsOf({
    shape,
    image: part(bitsOf(varied.image), imageSize(shape)),
    kernel: part(bitsOf(varied.kernel), kernelSize(shape)),
  });
  const where = place === 0 ? '' : ` (case ${place}, output ${varied.output - place * outputs})`;
  return html`<h4>Varied: ${varied.change}${where}</h4>${productPart(document, image, kernel, 'varied ')}<p>${shapeText(shape)}</p>`;
}

function variedFacts({ varied, variedComputed }: CorpusEntry): Markup | false {
  if (varied === undefined) return false;
  return html`<div><dt>computed for the varied case</dt><dd class="mono">${computedText(variedComputed)}</dd></div>
<div><dt>that must be</dt><dd>${relationText(varied.must)}</dd></div>`;
}

function tensorsOf({ shape, image, kernel }: Pick<CorpusEntry, 'shape' | 'image' | 'kernel'>): {
  image: Tensor;
  kernel: Tensor;
} {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  return {
    image: { dimensions: [batch, height, width, channelsIn], values: image.map(decimalOf) },
    kernel: { dimensions: [kernelHeight, kernelWidth, channelsIn, channelsOut], values: kernel.map(decimalOf) },
  };
}

function tensorPart(document: ChartDocument, tensor: Tensor, layout: 'NHWC' | 'HWIO', name: string): Markup {
  const listed = tensor.values.flatMap((value, index) =>
    Number(value) === 0 ? [] : [`${place(tensor, index)} = ${value}`],
  );
  const rest = listed.length - mostListed;
  return html`<div><h5>${name} <small>${tensor.dimensions.join(' × ')}
(${layout})</small></h5>${tensorChart(document, tensor, layout, name)}<p class="mono values">${
    listed.length === 0 ? 'all zeros' : listed.slice(0, mostListed).map((text) => html`${text}<br>`)
  }${rest > 0 && html`and ${rest} more`}</p></div>`;
}

/** `[0, row, column, 0]`: the position of a value in the four dimensions. */
function place({ dimensions }: Tensor, index: number): string {
  const position: number[] = [];
  let rest = index;
  for (const size of [...dimensions].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${position.join(', ')}]`;
}
