import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/**
 * The sentence that orders the rooms, as data, lowest first: a room may import the rooms that it names and packages.
 * docs/architecture.md says it in words. Tests may import any room and any package.
 */
const rooms: Record<string, { rooms: readonly string[]; packages: readonly string[] }> = {
  places: { rooms: [], packages: ['node:'] },
  errors: { rooms: [], packages: [] },
  float: { rooms: ['errors'], packages: [] },
  sums: { rooms: ['errors', 'float'], packages: [] },
  conv: { rooms: ['errors', 'float', 'sums'], packages: [] },
  inputs: { rooms: ['errors', 'float', 'sums', 'conv'], packages: ['fast-check', 'seedrandom'] },
  files: { rooms: ['errors', 'float', 'conv'], packages: ['node:', 'valibot'] },
  engines: {
    rooms: ['places', 'errors', 'float', 'sums', 'conv', 'inputs'],
    packages: ['node:', '@tensorflow/', 'valibot'],
  },
  install: { rooms: ['places', 'errors', 'engines'], packages: ['node:'] },
  jobs: { rooms: ['places', 'errors', 'engines'], packages: ['node:'] },
  claims: { rooms: ['errors', 'float', 'sums', 'conv', 'inputs'], packages: ['fast-check'] },
  corpus: {
    rooms: ['places', 'errors', 'float', 'sums', 'conv', 'inputs', 'files'],
    packages: ['node:', 'valibot'],
  },
  reveal: { rooms: ['errors', 'float', 'sums', 'conv', 'inputs', 'engines'], packages: [] },
  invariant: { rooms: ['errors', 'float', 'sums', 'conv', 'inputs', 'engines', 'reveal'], packages: [] },
  judge: { rooms: ['errors', 'float', 'sums', 'conv', 'claims'], packages: [] },
  conformance: {
    rooms: ['errors', 'float', 'sums', 'conv', 'engines', 'judge'],
    packages: ['node:'],
  },
  arrays: { rooms: ['errors', 'float', 'sums', 'conv', 'files', 'claims'], packages: [] },
  parallel: { rooms: ['places', 'errors', 'float', 'files', 'arrays'], packages: ['node:', 'tinypool'] },
  check: {
    rooms: ['errors', 'float', 'sums', 'conv', 'inputs', 'engines', 'claims', 'corpus', 'reveal', 'judge'],
    packages: ['fast-check'],
  },
  replay: {
    rooms: ['errors', 'float', 'sums', 'conv', 'inputs', 'engines', 'claims', 'corpus', 'judge', 'check'],
    packages: [],
  },
  fuzz: {
    rooms: [
      ...['errors', 'float', 'sums', 'conv', 'inputs', 'engines', 'claims', 'corpus', 'reveal', 'judge'],
      ...['check', 'replay', 'jobs'],
    ],
    packages: ['fast-check', 'node:crypto'],
  },
  explain: {
    rooms: ['errors', 'float', 'sums', 'conv', 'inputs', 'engines', 'claims', 'reveal', 'judge'],
    packages: [],
  },
  hunt: {
    rooms: [
      ...['errors', 'float', 'sums', 'conv', 'inputs', 'files', 'engines', 'claims', 'corpus', 'reveal', 'judge'],
      ...['check', 'replay'],
    ],
    packages: ['valibot'],
  },
  link: { rooms: ['errors'], packages: [] },
  compare: { rooms: ['errors', 'float', 'conv', 'inputs', 'engines', 'reveal', 'explain'], packages: [] },
  survey: {
    rooms: ['places', 'errors', 'float', 'sums', 'conv', 'inputs', 'engines', 'corpus', 'reveal', 'jobs'],
    packages: ['node:', 'valibot'],
  },
};
/** These rooms print or talk: they see everything above, and of one another only what is named here. */
const tellers: Record<string, { rooms: readonly string[]; packages: readonly string[] }> = {
  schemas: { rooms: Object.keys(rooms), packages: ['valibot'] },
  queue: {
    rooms: [...Object.keys(rooms), 'schemas'],
    packages: ['node:', 'bullmq', 'ioredis', 'valibot'],
  },
  text: { rooms: [...Object.keys(rooms), 'schemas', 'queue'], packages: [] },
  report: { rooms: [...Object.keys(rooms), 'queue', 'text'], packages: ['@observablehq/plot', 'linkedom', 'node:'] },
};
/** These may import every room but one another; a command may also run the benchmarks. */
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
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s+[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g);
  return [...found].map(([, fixed, lazy]) => {
    const to = (fixed ?? lazy) as string;
    return {
      file: relative(root, file),
      from: folderOf(file),
      to: to.startsWith('.') ? folderOf(join(dirname(file), to)) : to,
      target: to.startsWith('.') ? relative(root, join(dirname(file), to)) : undefined,
    };
  });
}

const imports = files.flatMap(importsOf);
const isRoom = (name: string): boolean => name in rooms || name in tellers || name in edges;

function offence({ file, from, to }: Import): string | undefined {
  if (from === to || to === 'package.json') return undefined;
  const others = edges[from];
  if (others !== undefined) return to in edges && !others.includes(to) ? `${file} imports ${to}` : undefined;
  const room = rooms[from] ?? tellers[from];
  if (room === undefined) return `${file}: the folder ${from} is no room`;
  const allowed = isRoom(to) ? room.rooms.includes(to) : room.packages.some((name) => to.startsWith(name));
  return allowed ? undefined : `${file} imports ${to}`;
}

test('the rooms depend on one another in one direction only', () => {
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.map(offence).filter((text) => text !== undefined)).toEqual([]);
});

/**
 * A property and a campaign give the same verdicts: both ask src/check, and only src/check asks the judge. Records and
 * words judge nothing.
 */
test('campaigns and properties judge by way of src/check', () => {
  const judging = [...sources(join(root, 'src', 'fuzz')), ...sources(join(root, 'properties'))]
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap(importsOf)
    .filter(({ to, target }) => to === 'judge' && !/(ratio-histogram|verdict|fault-words)\.ts$/.test(target!));
  expect(judging.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

/** Files that import one another in a circle, from the first one around to it again; imports of types count too. */
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
