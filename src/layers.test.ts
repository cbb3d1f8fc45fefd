import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/**
 * The sentence that orders the folders, as data: folder → the folders that it may import, and the packages.
 * docs/architecture.md says it in words. Tests are free in the packages they use, not in the folders.
 */
const layers: Record<string, { folders: readonly string[]; packages: readonly string[] }> = {
  float: { folders: [], packages: [] },
  places: { folders: [], packages: ['node:'] },
  orders: { folders: ['float'], packages: [] },
  conv: { folders: ['float', 'orders'], packages: [] },
  claims: { folders: ['float', 'orders', 'conv'], packages: [] },
  generate: { folders: ['float', 'orders', 'conv'], packages: ['fast-check', 'seedrandom'] },
  engines: { folders: ['float', 'places', 'orders', 'conv'], packages: ['node:', '@tensorflow/', 'valibot'] },
  corpus: { folders: ['float', 'places', 'orders', 'conv'], packages: ['node:', 'valibot'] },
  judge: { folders: ['float', 'orders', 'conv', 'claims', 'engines'], packages: [] },
  reveal: { folders: ['float', 'orders', 'conv', 'engines'], packages: [] },
  explain: {
    folders: ['float', 'orders', 'conv', 'claims', 'generate', 'engines', 'judge', 'reveal'],
    packages: ['node:', 'valibot'],
  },
  fuzz: {
    folders: ['float', 'orders', 'conv', 'claims', 'generate', 'engines', 'corpus', 'judge', 'reveal'],
    packages: ['fast-check', 'seedrandom'],
  },
};
/** These see the types of records and nothing that runs. */
const typesOnly: Record<string, readonly string[]> = { report: ['@observablehq/plot', 'linkedom'] };
/** These may see everything but one another, except that a command may run the benchmarks. */
const edges: Record<string, readonly string[]> = {
  ...{ cli: ['bench'], properties: [], bench: [], library: [] },
  // The entry points of the package.
  ...{ 'index.ts': ['library'], 'fast-check.ts': ['library'], 'vitest.ts': ['library'] },
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The file that is imported; undefined for a package. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isTest = (file: string): boolean => /\.(test|prop)\.ts$|\.test-support\.ts$/.test(file);
const files = [...sources(join(root, 'src')), ...sources(join(root, 'properties'))].filter((file) => !isTest(file));

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function folderOf(file: string): string {
  const [top, second] = relative(root, file).split(sep);
  return top === 'src' && second !== undefined ? second : (top ?? '');
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g,
  );
  return [...found].map(([, type, fixed, lazy]) => {
    const to = (fixed ?? lazy) as string;
    return {
      file: relative(root, file),
      from: folderOf(file),
      to: to.startsWith('.') ? folderOf(join(dirname(file), to)) : to,
      target: to.startsWith('.') ? relative(root, join(dirname(file), to)) : undefined,
      typeOnly: type !== undefined,
    };
  });
}

const imports = files.flatMap(importsOf);
const isFolder = (name: string): boolean => name in layers || name in typesOnly || name in edges;

function offence({ file, from, to, typeOnly }: Import): string | undefined {
  if (from === to || to === 'package.json') return undefined;
  const seen = edges[from];
  if (seen !== undefined) return to in edges && !seen.includes(to) ? `${file} imports ${to}` : undefined;
  if (from in typesOnly) {
    const allowed = isFolder(to)
      ? typeOnly && to !== 'cli'
      : (typesOnly[from] ?? []).some((name) => to.startsWith(name));
    return allowed ? undefined : `${file} runs ${to}`;
  }
  const layer = layers[from];
  if (layer === undefined) return `${file}: the folder ${from} has no place in the layers`;
  const allowed = isFolder(to) ? layer.folders.includes(to) : layer.packages.some((name) => to.startsWith(name));
  return allowed ? undefined : `${file} imports ${to}`;
}

test('the folders depend on one another in one direction only', () => {
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.map(offence).filter((text) => text !== undefined)).toEqual([]);
});

/** Files that import one another in a circle, from the first one on around to it again; also where only types are taken. */
function circle(): readonly string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { file, target } of imports) {
    if (target !== undefined) targets.set(file, [...(targets.get(file) ?? []), target]);
  }
  const finished = new Set<string>();
  const follow = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (finished.has(file)) return undefined;
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    for (const target of targets.get(file) ?? []) {
      const found = follow(target, [...path, file]);
      if (found !== undefined) return found;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const found = follow(file, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

test('no imports run in a circle', () => {
  expect(circle()).toBeUndefined();
});
