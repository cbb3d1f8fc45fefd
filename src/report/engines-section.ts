import { html, type Markup } from './markup.ts';
import type { EngineRecord, RunRecord } from './run-record.ts';

/** The engines that took part, the others with the reason, and the machine. */
export function enginesSection({ engines, machine, version, seed, date, command }: RunRecord): Markup {
  return html`<section id="engines"><h2>Engines and machine</h2>
<div class="scroll"><table><thead><tr><th>engine</th><th>state</th><th>version</th><th>subjects</th><th></th></tr></thead><tbody>
${engines.map(engineRow)}</tbody></table></div>
<dl class="facts"><div><dt>lastbit</dt><dd>${version}</dd></div>
<div><dt>processor</dt><dd>${machine.cpu}, ${machine.cores} cores</dd></div>
<div><dt>system</dt><dd>${machine.platform}</dd></div><div><dt>Node</dt><dd>${machine.node}</dd></div>
<div><dt>seed</dt><dd>${seed}</dd></div><div><dt>began</dt><dd>${date}</dd></div>
<div><dt>command</dt><dd><code>${command}</code></dd></div></dl></section>`;
}

function engineRow({ engine, state, version, reason, howToGetIt, subjects }: EngineRecord): Markup {
  const word = state === 'ready' ? html`<span class="good">ready</span>` : html`<strong class="bad">${state}</strong>`;
  return html`<tr class="${state === 'ready' ? '' : 'absent'}"><td class="mono">${engine}</td><td>${word}</td>
<td>${version ?? '–'}</td><td>${subjects}</td><td>${reason}${
    howToGetIt !== undefined && html` <code>${howToGetIt}</code>`
  }</td></tr>`;
}
