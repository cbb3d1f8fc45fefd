import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const checkout: string = fileURLToPath(new URL('../..', import.meta.url));

/** The Markdown files that become pages, relative to the checkout. */
export function pageSources(): readonly string[] {
  const docs = readdirSync(join(checkout, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join('docs', name.replaceAll('\\', '/')));
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs.sort()];
}

/** `engines/numpy.md` for `docs/engines/numpy.md`: where a page stands in the site. */
export function pageName(source: string): string {
  if (source === 'README.md') return 'index.md';
  if (source === 'docs/README.md') return 'contents.md';
  if (!source.includes('/')) return source.toLowerCase();
  return source.replace(/^docs\//, '').replace(/README\.md$/, 'index.md');
}

/** Where a link of a page leads in the site. */
export type SiteLink =
  | { readonly kind: 'page'; readonly address: string }
  /** A file of the checkout that is no page; it is put into the site as it is. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder' };

/**
 * What becomes of a relative link in the Markdown file `source`. Pages have absolute addresses without the base. Files
 * that are no pages (sources, corpus entries) lie below `/files/`. A folder has no page, so its link becomes text.
 */
export function siteLink(
  source: string,
  target: string,
  pages: ReadonlySet<string>,
  isFile: (path: string) => boolean,
): SiteLink {
  const [path = '', anchor] = target.split('#');
  const to = path === '' ? source : posix.join(posix.dirname(source), path);
  if (pages.has(to)) {
    const name = pageName(to).replace(/\.md$/, '.html');
    return { kind: 'page', address: `/${name}${anchor === undefined ? '' : `#${anchor}`}` };
  }
  return isFile(to) ? { kind: 'file', path: to } : { kind: 'folder' };
}

/** The address of a file that is no page. `.txt` is added to source, which a server would call a video or a program. */
export function fileAddress(path: string): string {
  return `/files/${path}${/\.(json|jsonl|svg|png|npy)$/.test(path) ? '' : '.txt'}`;
}

/** The anchor that GitHub gives to a heading, so that links between pages work there and here. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** The names of the engines that have a page in the atlas. */
export function atlasEngines(): readonly string[] {
  return readdirSync(join(checkout, 'docs', 'engines'))
    .map((name) => name.replace(/\.md$/, ''))
    .sort();
}
