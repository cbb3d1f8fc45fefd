import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deadLinks } from './site/dead-links.ts';
import { stagedPage } from './site/linked-files.ts';
import { linksOf, sidebar } from './site/sidebar.ts';
import { checkout, fileAddress, pageName, pageSources, siteLink } from './site/site-pages.ts';

const pages = new Set(pageSources());

test('every page is in the sidebar or among the public questions, and the sidebar names no other', () => {
  const names = [...pages].map((source) => `/${pageName(source).replace(/\.md$/, '.html')}`);
  const inSidebar = linksOf(sidebar([]));
  expect(new Set(inSidebar).size).toBe(inSidebar.length);
  expect(inSidebar.filter((link) => link !== '/cli.html' && !names.includes(link))).toEqual([]);
  expect(names.filter((name) => !name.startsWith('/cases/') && !inSidebar.includes(name))).toEqual([]);
});

test('a link of a file becomes one of the site: a page, a file below /files, or the list of pages', () => {
  const isFile = (path: string): boolean => path === 'src/index.ts' || path === 'corpus/a.json';
  const linkOf = (source: string, target: string) => siteLink(source, target, pages, isFile);
  expect(linkOf('docs/engines/numpy.md', '../claims.md#dot-any-order')).toEqual({
    kind: 'page',
    address: '/claims.html#dot-any-order',
  });
  expect(linkOf('README.md', 'docs/README.md')).toEqual({ kind: 'page', address: '/contents.html' });
  expect(linkOf('docs/judge.md', '#limits')).toEqual({ kind: 'page', address: '/judge.html#limits' });
  expect(linkOf('docs/judge.md', '../src/index.ts')).toEqual({ kind: 'file', path: 'src/index.ts' });
  expect(linkOf('docs/judge.md', '../src')).toEqual({ kind: 'folder' });
  expect(['src/index.ts', 'corpus/a.json'].map(fileAddress)).toEqual([
    '/files/src/index.ts.txt',
    '/files/corpus/a.json',
  ]);
});

test('a staged page keeps its code, and takes along the files that it leads to', () => {
  const { text, files } = stagedPage('README.md', pages);
  expect(text).toContain('](/question.html)');
  expect(text).toContain('[reachable]: /files/docs/pictures/reachable.svg');
  expect(text).toContain('npx lastbit explain dot a.npy b.npy --observed 22.5');
  expect(text).not.toMatch(/\]\(docs\//);
  expect(files).toContain('docs/pictures/reachable.svg');
});

test('a dead link, a dead anchor and a link outside the base are found in a built site', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-site-'));
  try {
    mkdirSync(join(folder, 'engines'));
    writeFileSync(
      join(folder, 'index.html'),
      '<a href="/b/engines/x.html#two words">x</a><a href="/b/gone.html">x</a>',
    );
    const links = ['../index.html', '#here', '#gone', '/engines/x.html', 'https://example.org'];
    const anchors = links.map((link) => `<a class="c" href="${link}">x</a>`).join('');
    writeFileSync(
      join(folder, 'engines', 'x.html'),
      `<h2 class="h" id="here">x</h2><h2 id="two words">x</h2>${anchors}`,
    );
    expect(deadLinks(folder, '/b/').toSorted()).toEqual([
      'engines/x.html: #gone',
      'engines/x.html: /engines/x.html',
      'index.html: /b/gone.html',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// It takes half a minute and, the first time, the network: only npm run test:thorough builds it.
if (process.env.LASTBIT_THOROUGH === '1') {
  test('the site is built, and no link in it is dead', { timeout: 600_000 }, () => {
    const env = { ...process.env, LASTBIT_SITE_BASE: '/somewhere/' };
    const { status, stderr } = spawnSync('npm', ['run', 'site'], { cwd: checkout, env, encoding: 'utf8' });
    expect(stderr).not.toContain('dead links');
    expect(status).toBe(0);
  });
}
