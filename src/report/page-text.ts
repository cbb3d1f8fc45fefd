import { html, type Markup, trusted } from './markup.ts';
import { pageStyle } from './page-style.ts';

/** A page around its body: no script, no network, no second file that it needs to be read. */
export function pageText(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>lastbit: ${title}</title><style>${trusted(pageStyle)}</style></head><body>
${body}
<footer>Drawn from run.json beside the index.</footer></body></html>
`.markup;
}
