import { createHash } from 'node:crypto';
import { html, trusted } from './markup.ts';
import { pageStyle } from './page-style.ts';
import { partNames } from './watch-parts.ts';

/** Beside the style of the reports. */
const watchStyle = `.track{display:flex;height:.9rem;max-width:46rem;margin:0 0 1.25rem;background:var(--cell);border-radius:.45rem;overflow:hidden}
.track i{display:block}.made{background:var(--accent)}.busy{background:var(--bar)}.given{background:var(--bad)}
pre{font-size:.8rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0;padding:.6rem .8rem;background:var(--cell);border-radius:.35rem}
.command code{display:block;white-space:pre-wrap;overflow-wrap:anywhere;padding:.4rem .6rem;background:var(--cell);border-radius:.35rem}
#state{font-size:.82rem;color:var(--quiet)}#state.bad{color:var(--bad)}
@media(max-width:40rem){.watch td[data-name]::before{content:attr(data-name)}.watch td:first-child{font-weight:600}}
`;

/**
 * Puts each part that comes into its element. The parts are HTML that the server has escaped. A browser that lost the
 * connection asks again by itself.
 */
const script = `const say=(text,bad)=>{const s=document.getElementById('state');s.textContent=text;s.className=bad?'bad':''};
const events=new EventSource('/events');
events.addEventListener('part',(event)=>{const part=JSON.parse(event.data);document.getElementById(part.name).innerHTML=part.html;say('live',false)});
events.addEventListener('broker',(event)=>{const text=JSON.parse(event.data);say(text??'live',text!==null)});
events.addEventListener('end',()=>{events.close();say('The watch has ended; this is the last state.',false)});
events.onerror=()=>say('lastbit campaign watch does not answer; the campaign goes on without it.',true);`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What the browser may load and run: this script, and parts from this server. */
export const watchPolicy: string =
  `default-src 'none'; script-src ${hashOf(script)}; style-src 'unsafe-inline'; connect-src 'self'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page that `watch --web` serves. Its parts come as server-sent events. */
export function watchPage(): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>lastbit: campaign</title><style>${trusted(pageStyle + watchStyle)}</style></head><body>
<header id="head"><h1>Looking at the campaign…</h1></header>
<main>${partNames.filter((name) => name !== 'head').map((name) => html`<div id="${name}"></div>`)}</main>
<footer><span id="state" role="status">connecting</span></footer>
<script>${trusted(script)}</script></body></html>
`.markup;
}
