import type { ChartDocument } from './chart-document.ts';
import { html, type Markup } from './markup.ts';
import type { FindingRecord, TensorRecord } from './run-record.ts';
import { countText, shortNumber } from './short-number.ts';
import { tensorChart } from './tensor-chart.ts';

const mostListed = 12;
const states: Record<FindingRecord['state'], string> = {
  known: 'known',
  new: 'new in this run',
  gone: 'recorded, but did not show in this run',
};

/** Every defect and counterexample with its smallest case, drawn as image × kernel. */
export function findingsSection(document: ChartDocument, findings: readonly FindingRecord[]): Markup {
  if (findings.length === 0)
    return html`<section id="findings"><h2>Defects and counterexamples</h2><p>None recorded, none found.</p></section>`;
  return html`<section id="findings"><h2>Defects and counterexamples</h2>${findings.map((finding) => findingArticle(document, finding))}</section>`;
}

function findingArticle(document: ChartDocument, finding: FindingRecord): Markup {
  return html`<article class="finding ${finding.state === 'new' ? 'fresh' : ''}" id="${finding.id}">
<h3><span class="mono">${finding.subject}</span> <small>${finding.subjectVersion}</small> <span class="badge">${finding.role}, ${states[finding.state]}</span></h3>
<p>${finding.description}</p>
<div class="product">${tensorPart(document, finding.image, 'NHWC', 'image')}<div class="times">∗</div>${tensorPart(document, finding.kernel, 'HWIO', 'kernel')}</div>
<dl class="facts"><div><dt>computed</dt><dd class="mono">${finding.computed}</dd></div><div><dt>exact</dt><dd class="mono">${finding.exact}</dd></div>
<div><dt>bound on the error</dt><dd class="mono">${finding.bound}</dd></div>
<div><dt>error ÷ bound</dt><dd>${shortNumber(finding.ratio, 4) ?? 'not a number'}</dd></div><div><dt>claim</dt><dd class="mono">${finding.claim}</dd></div>
<div><dt>shape</dt><dd>${finding.geometry}</dd></div><div><dt>hits in this run</dt><dd>${countText(finding.hits)}</dd></div>${
    finding.seed !== undefined && html`<div><dt>seed</dt><dd>${finding.seed}</dd></div>`
  }</dl>
<p>Replay: <code>${finding.replay}</code></p></article>`;
}

function tensorPart(document: ChartDocument, tensor: TensorRecord, layout: 'NHWC' | 'HWIO', name: string): Markup {
  const listed = tensor.values.flatMap((value, index) =>
    Number(value) === 0 ? [] : [`${place(tensor, index)} = ${value}`],
  );
  const rest = listed.length - mostListed;
  return html`<div><h4>${name} <small>${tensor.dimensions.join(' × ')} (${layout})</small></h4>${tensorChart(document, tensor, layout, name)}<p class="mono values">${
    listed.length === 0 ? 'all zeros' : listed.slice(0, mostListed).map((text) => html`${text}<br>`)
  }${rest > 0 && html`and ${rest} more`}</p></div>`;
}

/** `[row, column]`, with the other two dimensions where they are more than one. */
function place({ dimensions }: TensorRecord, index: number): string {
  const position: number[] = [];
  let rest = index;
  for (const size of [...dimensions].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${position.join(', ')}]`;
}
