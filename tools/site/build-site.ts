import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSurveys, surveyFolder } from '../../src/corpus/survey-file.ts';
import { cliPage } from './cli-page.ts';
import { deadLinks } from './dead-links.ts';
import { stagedPage } from './linked-files.ts';
import { atlasEngines, checkout, fileAddress, pageName, pageSources } from './site-pages.ts';

/**
 * `npm run site`: the documentation, and the page that explains numbers, as static files in site/dist. VitePress has
 * packages of its own in site/, installed on first use: users of the package and `npm ci` do without them.
 *
 * LASTBIT_SITE_BASE is the folder on the server, `/lastbit/` for one; `/` by default.
 */
const site = join(checkout, 'site');
const content = join(site, 'content');
const dist = join(site, 'dist');

function run(command: string, words: readonly string[], folder: string): void {
  // VitePress takes a link to a .jsonl file for one to a page unless it is told.
  const env = { ...process.env, VITE_EXTRA_EXTENSIONS: 'jsonl' };
  const { status } = spawnSync(command, words, { cwd: folder, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const base = process.env.LASTBIT_SITE_BASE ?? '/';
if (!/^\/(.*\/)?$/.test(base)) {
  process.stderr.write(`LASTBIT_SITE_BASE=${base}: begins and ends with a slash, as /lastbit/\n`);
  process.exit(2);
}
if (!existsSync(join(site, 'node_modules', 'vitepress'))) run('npm', ['ci', '--no-audit', '--no-fund'], site);

rmSync(content, { recursive: true, force: true });
const sources = pageSources();
const files = new Set<string>();
for (const source of sources) {
  const page = stagedPage(source, new Set(sources));
  const engine = /^docs\/engines\/(.*)\.md$/.exec(source)?.[1];
  const data =
    engine === undefined ? '' : `\nThe rows of this page as data: [${engine}.jsonl](/engines/${engine}.jsonl).\n`;
  put(join(content, pageName(source)), page.text + data);
  for (const path of page.files) files.add(path);
}
put(join(content, 'cli.md'), await cliPage());
for (const path of files) {
  const to = join(content, 'public', fileAddress(path));
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(join(checkout, path), to);
}
// The data of the atlas: the rows of one engine, each with the processor that it was found on.
const surveys = readSurveys(join(checkout, surveyFolder));
for (const engine of atlasEngines()) {
  const rows = surveys.flatMap(({ cpu, platform, rows: all }) =>
    all.flatMap((row) => (row.subject.startsWith(`${engine}/`) ? [JSON.stringify({ cpu, platform, ...row })] : [])),
  );
  put(join(content, 'public', 'engines', `${engine}.jsonl`), rows.map((row) => `${row}\n`).join(''));
}

run(process.execPath, [join(site, 'node_modules/vitepress/bin/vitepress.js'), 'build', '.'], site);
const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: object };
if ('site:page' in scripts) run('npm', ['run', 'site:page'], checkout);
const dead = deadLinks(dist, base);
if (dead.length > 0) {
  process.stderr.write(`${dead.length} dead links:\n${dead.join('\n')}\n`);
  process.exit(1);
}
process.stdout.write('Written: site/dist. To read it: npm --prefix site run preview\n');
