import { html, type Markup, trusted } from './markup.ts';
import { pageStyle } from './page-style.ts';

/** A page around its body. It needs no network, no script and no other file. */
export function pageText(
  title: string,
  body: Markup,
  origin: string = 'Drawn from run.json, which the run wrote beside this page.',
): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>lastbit: ${title}</title><style>${trusted(styleFor(body))}</style></head><body>
${body}
<footer>${origin}</footer></body></html>
`.markup
    .replace(impliedTags, '')
    .replace(/<[a-z][^<>]*>/g, withoutQuotes);
}

/** A tag without the quotes that HTML does not need: a twentieth of the page. Not before a slash, which would join. */
const withoutQuotes = (tag: string): string => tag.replace(/(?<= [a-z-]+=)"([\w.#%:-]+)"(?=[ >])/gi, '$1');

/** End tags that HTML implies: a tenth of the page. A paragraph ends where one of these begins, or its parent ends. */
const impliedTags =
  /<\/(?:td|th|tr|thead|tbody|dt|dd|li)>|<\/p>(?=\s*<(?:(?:p|div|dl|ul|h\d|table|figure|details|article|section)\b|\/(?:div|section|article|header|figure|details)>))/g;

/**
 * The rules of the style that can match on this page: without those whose selectors name a class that the page lacks.
 */
function styleFor({ markup }: Markup): string {
  const used = new Set([...markup.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names!.split(' ')));
  const matches = (selector: string): boolean =>
    [...selector.matchAll(/\.([a-z][a-z0-9]*)/g)].every(([, name]) => used.has(name!));
  return pageStyle
    .split('\n')
    .map((line) =>
      line.startsWith('@')
        ? line
        : line.replace(/([^{}]+)\{[^{}]*\}/g, (rule, selectors: string) =>
            selectors.split(',').some(matches) ? rule : '',
          ),
    )
    .filter((line) => line !== '')
    .join('\n');
}
