import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'reports/README.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** A page without its code, in which brackets are no links. */
const prose = (path: string): string =>
  readFileSync(path, 'utf8')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]]/g, ''));

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(path: string): readonly string[] {
  const headings = [...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return headings.map((name, i) => {
    const before = headings.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** Relative targets of links and pictures, by `](target)` or `[name]: target`. */
function targetsOf(path: string): readonly string[] {
  const found = prose(path).matchAll(/\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)$/gm);
  return [...found].map(([, inline, reference]) => (inline ?? reference)!).filter((target) => !/^[a-z]+:/.test(target));
}

const deadLinks = (path: string): readonly string[] =>
  targetsOf(path).filter((target) => {
    const [file, anchor] = target.split('#') as [string, string?];
    const to = file === '' ? path : join(dirname(path), file);
    return !existsSync(to) || (anchor !== undefined && !anchorsOf(to).includes(anchor));
  });

test.each(pages)('every relative link of %s leads somewhere', (path) => {
  expect(deadLinks(path)).toEqual([]);
});

test('links are looked at', () => {
  expect(pages.flatMap(targetsOf).length).toBeGreaterThan(100);
});
