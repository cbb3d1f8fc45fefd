import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run build`: makes dist/ from src/ file by file, so that a path relative to a module is the same in both. `npm
 * pack` runs it. The JavaScript has source maps that contain the sources. Declarations are kept only for what the entry
 * points export.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const [from, to] = [join(root, 'src'), join(root, 'dist')];
/** Programs in other languages, pinned versions, and the file that Node must read as CommonJS. */
const copied =
  /\.(py|txt|cjs|go|mod|sum|rs|toml|lock)$|^install.[\w-]+.package.*\.json$|^conformance.templates.\w+[\\/][\w.]+$/;
const isCopied = (path: string): boolean => copied.test(path) && !path.includes('.test-support.');
const entryPoints = ['index', 'fast-check', 'vitest'];

rmSync(to, { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (status === 0) finish();
else process.exitCode = 1;

function finish(): void {
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(isCopied)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path));
  }
  keepDeclarations();
}

/** TypeScript leaves `.ts` in the import paths of declarations, and not every reader accepts that. */
function keepDeclarations(): void {
  const kept = new Set<string>();
  const visit = (path: string): void => {
    if (kept.has(path)) return;
    kept.add(path);
    const text = readFileSync(path, 'utf8');
    const imports = [...text.matchAll(/(?:from |import\()'(\.[^']+)\.ts'/g)];
    writeFileSync(path, text.replace(/((?:from |import\()'\.[^']+)\.ts'/g, "$1.js'"));
    for (const [, specifier] of imports) visit(join(dirname(path), `${specifier}.d.ts`));
  };
  for (const name of entryPoints) visit(join(to, `${name}.d.ts`));
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    const path = join(to, name);
    if (name.endsWith('.d.ts') && !kept.has(path)) rmSync(path);
  }
  process.stdout.write(
    `dist: ${kept.size} declarations, for ${entryPoints.map((name) => relative(root, join(to, name))).join(', ')}\n`,
  );
}
