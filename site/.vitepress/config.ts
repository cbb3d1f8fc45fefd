import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sidebar } from '../../tools/site/sidebar.ts';
import { anchorOf, checkout, pageName, pageSources } from '../../tools/site/site-pages.ts';

const titleOf = (source: string): string =>
  /^# (.*)$/m.exec(readFileSync(join(checkout, source), 'utf8'))?.[1] ?? source;
const cases = pageSources()
  .filter((source) => /^docs\/cases\/(?!README)/.test(source))
  .map((source) => ({ text: titleOf(source), link: `/${pageName(source).replace(/\.md$/, '.html')}` }));

// The page that explains numbers in the browser is built by a script of its own.
const hasPage = 'site:page' in JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).scripts;

/**
 * VitePress, because it searches without a server, needs one package, and reads Markdown as it is. `npm run site` puts
 * the pages into content/ first, with links that fit the site.
 */
export default {
  lang: 'en',
  title: 'lastbit',
  description: 'Which float32 results may a convolution have, and how did your engine get the one it has?',
  base: process.env.LASTBIT_SITE_BASE ?? '/',
  srcDir: './content',
  outDir: './dist',
  cacheDir: './.vitepress/cache',
  head: [
    // Without one every browser asks the server for /favicon.ico.
    ['link', { rel: 'icon', href: 'data:,' }],
    // On a telephone the option of a command would leave no room for what it means.
    ['style', {}, '@media (max-width: 640px) { .vp-doc td code { overflow-wrap: anywhere; white-space: normal } }'],
  ],
  // As the system has it: the drawings of trees follow the system, too.
  appearance: 'force-auto',
  // tools/site/dead-links.ts looks at the built pages instead, with their anchors and files.
  ignoreDeadLinks: true,
  markdown: { html: false, anchor: { slugify: anchorOf }, theme: { light: 'github-light', dark: 'github-dark' } },
  themeConfig: {
    nav: [
      { text: 'Ten minutes', link: '/tutorial.html' },
      ...(hasPage ? [{ text: 'Explain a number here', link: '/page/index.html', target: '_self' }] : []),
      { text: 'Atlas', link: '/engines.html' },
      { text: 'Findings', link: '/findings.html' },
    ],
    sidebar: sidebar(cases),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    footer: { message: 'Apache-2.0. Nothing on this site is sent anywhere.' },
  },
};
