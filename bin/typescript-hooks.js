import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Hooks for `import` that compile TypeScript by esbuild and keep what they compiled. tsx does the same with the same
 * esbuild, but it asks the file system several times for each import, makes a source map of every module and a call
 * around every function: `explain` took twice the time in a checkout. Imports name files with their endings here, so
 * nothing has to be searched for.
 */
let folder;
let withMaps = false;

export function initialize(data) {
  ({ folder, withMaps } = data);
}

export function resolve(specifier, context, next) {
  if (!/^\.{1,2}\/.*\.ts$/.test(specifier) || context.parentURL === undefined) return next(specifier, context);
  return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
}

export async function load(url, context, next) {
  const isTypeScript = url.startsWith('file:') && new URL(url).pathname.endsWith('.ts');
  return isTypeScript ? { format: 'module', source: await compiled(url), shortCircuit: true } : next(url, context);
}

/** What was compiled before, as long as its source has the same time and size. */
async function compiled(url) {
  const path = fileURLToPath(url);
  const { mtimeMs, size } = stat(path, url);
  const head = `// ${mtimeMs} ${size}\n`;
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const kept = folder && join(folder, withMaps ? `${name}-map.js` : `${name}.js`);
  const before = kept && read(kept);
  if (before?.startsWith(head)) return before;
  const { transform } = await import('esbuild');
  const options = { loader: 'ts', target: 'node20', sourcefile: path, sourcemap: withMaps ? 'inline' : false };
  const { code } = await transform(readFileSync(path, 'utf8'), { ...options, banner: head.trim() });
  keep(kept, code);
  return code;
}

function stat(path, url) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined) return found;
  throw Object.assign(new Error(`Cannot find module '${path}'`), { code: 'ERR_MODULE_NOT_FOUND', url });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whole or not at all, because other processes read it. Where it cannot be kept, it is compiled again. */
function keep(path, code) {
  if (path === undefined) return;
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, code, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}
