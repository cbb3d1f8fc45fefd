import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules', '.cache', 'lastbit-program');

/**
 * The path of bin/lastbit.js in a copy of the program, laid out as npm packs it and compiled from the sources as they
 * are now. It starts in a third of the time that a checkout takes to read TypeScript. What was compiled before is kept
 * as long as its source has the same time. esbuild compiles, as in tsx: it takes a tenth of the time of TypeScript.
 */
export async function compiledProgram(): Promise<string> {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const used = sources.filter((name) => /\.(ts|py|txt|cjs|json)$/.test(name) && !/\.test(-support)?\.ts$/.test(name));
  await Promise.all(used.map((name) => renew(join('src', name), join('dist', name.replace(/\.ts$/, '.js')))));
  for (const name of ['package.json', 'bin/lastbit.js', 'bin/guard-output.js']) await renew(name, name);
  const made = new Set(used.map((name) => name.replace(/\.ts$/, '.js')));
  for (const name of readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' }))
    if (/\.(js|py|cjs)$/.test(name) && !made.has(name)) rmSync(join(folder, 'dist', name), { force: true });
  if (!existsSync(join(folder, 'corpus'))) linkCorpus();
  return join(folder, 'bin', 'lastbit.js');
}

function linkCorpus(): void {
  try {
    symlinkSync(join(root, 'corpus'), join(folder, 'corpus'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Other test files may do the same at the same time, so a file appears whole. */
async function renew(from: string, to: string): Promise<void> {
  const [source, made] = [join(root, from), join(folder, to)];
  const { mtime } = statSync(source);
  if (statSync(made, { throwIfNoEntry: false })?.mtime.getTime() === mtime.getTime()) return;
  const draft = `${made}.${process.pid}`;
  mkdirSync(dirname(made), { recursive: true });
  if (from.endsWith('.ts')) writeFileSync(draft, await compiled(source));
  else cpSync(source, draft);
  utimesSync(draft, mtime, mtime);
  renameSync(draft, made);
}

async function compiled(source: string): Promise<string> {
  const { code } = await transform(readFileSync(source, 'utf8'), { loader: 'ts', target: 'node20' });
  // The same names as TypeScript gives in the package.
  return code.replace(/((?:from |import\(|import )"\.[^"]+)\.ts"/g, '$1.js"');
}
