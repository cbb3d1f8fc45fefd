import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { questionOfCommand } from '../../src/cli/link-of.ts';
import { fragmentOf, longestLink } from '../../src/link/link.ts';
import type { AskedOperation, LinkedCase } from '../../src/link/linked-case.ts';

const folder = fileURLToPath(new URL('../../docs/cases', import.meta.url));

/** A public question of docs/cases, and its answer in the page. */
export interface CaseLink {
  /** The name of the page in docs/cases, without its extension. */
  readonly name: string;
  readonly title: string;
  /** Where it was asked, in words. */
  readonly where: string;
  readonly fragment: string;
}

/** The first `explain` of each page of docs/cases whose arrays lie beside it. */
export async function caseLinks(): Promise<readonly CaseLink[]> {
  const links: CaseLink[] = [];
  for (const page of readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
    const name = page.replace(/\.md$/, '');
    const markdown = readFileSync(join(folder, page), 'utf8');
    const [, title = name] = /^# (.*)$/m.exec(markdown) ?? [];
    const [, where = ''] = /^\*(.*)\*$/m.exec(markdown) ?? [];
    for (const [, command = ''] of markdown.matchAll(/^\$ npx lastbit explain (.*)$/gm)) {
      const asked = caseOf(command.split(' '), join(folder, name));
      if (asked === undefined) continue;
      const fragment = await fragmentOf(asked);
      if (fragment.length <= longestLink) links.push({ name, title, where, fragment });
      break;
    }
  }
  return links;
}

/** Undefined where an array is not in the folder: the page says how it is made. */
function caseOf([operation = '', ...words]: readonly string[], from: string): LinkedCase | undefined {
  const arrays: string[] = [];
  const options: Record<string, string | true | string[]> = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const name = word.replace(/^--/, '').replace(/-./g, (letters) => letters.charAt(1).toUpperCase());
    if (!word.startsWith('--')) arrays.push(join(from, word));
    else if (['mean', 'transposed', 'roundInputs'].includes(name)) options[name] = true;
    else {
      const value = words[++at] ?? '';
      const isFile = ['image', 'kernel', 'bias'].includes(name);
      if (name === 'observed') options.observed = [...((options.observed as string[]) ?? []), value];
      else options[name] = isFile ? join(from, value) : value;
    }
  }
  const paths = [...arrays, options.image, options.kernel, options.bias].filter((path) => typeof path === 'string');
  if (!paths.every((path) => existsSync(path))) return undefined;
  return questionOfCommand('explain', operation as AskedOperation, arrays, options);
}

/** A page that lists them, with addresses beside it. */
export function caseLinksPage(links: readonly CaseLink[]): string {
  const items = links.map(
    ({ title, where, fragment }) =>
      `<li><a href="index.html#${fragment}">${escaped(title)}</a><br><span class="hint">${escaped(where)}</span></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src data:">
<title>Public questions, answered · lastbit</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
</head>
<body>
<header><h1>Public questions, answered</h1>
<p class="lead">People asked these in public. Each link holds the arrays and shows the answer.</p></header>
<main><ul class="cases">
${items.join('\n')}
</ul>
<p><a href="index.html">Ask your own</a></p></main>
</body>
</html>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
