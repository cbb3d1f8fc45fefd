import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, fileAddress, pageSources, siteLink } from './site-pages.ts';

/** A page as the generator reads it, and the files that it leads to. */
interface StagedPage {
  readonly text: string;
  readonly files: readonly string[];
}

/** Code, in which brackets are no links; or the target of a link or picture, `](target)` or `[name]: target`. */
const codeOrLink = /^```[\s\S]*?^```$|^ {4}.*$|`[^`\n]*`|(?<=\])\([^()\s]+\)|^\[[^\]]+\]: \S+$/gm;

/**
 * The text of a Markdown file with its links turned into those of the site. The file in docs/ stays the source: nothing
 * else is changed.
 */
export function stagedPage(source: string, pages: ReadonlySet<string> = new Set(pageSources())): StagedPage {
  const files: string[] = [];
  const addressOf = (target: string): string => {
    if (/^[a-z]+:/.test(target)) return target;
    const link = siteLink(source, target, pages, isFile);
    if (link.kind === 'page') return link.address;
    if (link.kind === 'folder') return '/contents.html';
    files.push(link.path);
    return fileAddress(link.path);
  };
  const text = readFileSync(join(checkout, source), 'utf8').replace(codeOrLink, (found) => {
    if (found.startsWith('(')) return `(${addressOf(found.slice(1, -1))})`;
    const [, name, target] = /^(\[[^\]]+\]: )(\S+)$/.exec(found) ?? [];
    return target === undefined ? found : `${name}${addressOf(target)}`;
  });
  return { text, files };
}

/** Whether a path of the checkout is a file. */
function isFile(path: string): boolean {
  const full = join(checkout, path);
  return existsSync(full) && statSync(full).isFile();
}
