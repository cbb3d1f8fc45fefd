import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Addresses and ids of a built page. */
interface BuiltPage {
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
}

const unescaped = (text: string): string => decodeURI(text.replaceAll('&amp;', '&').replaceAll('&#39;', "'"));

/** Links and anchors of a page that is text. */
export function builtPage(html: string): BuiltPage {
  const links = [...html.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, link]) =>
    unescaped(link!),
  );
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => unescaped(id!));
  return { links: links.filter((link) => !/^([a-z]+:|\/\/)/.test(link)), ids: new Set(ids) };
}

/**
 * Every link of a built site that leads nowhere in it, as `page: link`. `folder` is the site, `base` the folder that it
 * has on the server.
 */
export function deadLinks(folder: string, base: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && !name.startsWith('page/') && name !== '404.html')
    .map((name) => name.replaceAll('\\', '/'));
  const pages = new Map(names.map((name) => [name, builtPage(readFileSync(join(folder, name), 'utf8'))]));
  const isDead = (from: string, link: string): boolean => {
    const [path = '', anchor = ''] = link.split('#');
    if (path.startsWith('/') && !path.startsWith(base)) return true;
    const found = path.startsWith('/')
      ? path.slice(base.length)
      : path === ''
        ? from
        : posix.join(posix.dirname(from), path);
    const file = ['', 'index.html', '.html'].map((end) => `${found}${end}`).find((name) => isFile(join(folder, name)));
    if (file === undefined) return true;
    return anchor !== '' && pages.get(file)?.ids.has(anchor) === false;
  };
  return names.flatMap((name) =>
    [...new Set(pages.get(name)!.links)].filter((link) => isDead(name, link)).map((link) => `${name}: ${link}`),
  );
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
