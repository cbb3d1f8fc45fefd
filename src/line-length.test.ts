import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Lines end at 120 characters. biome wraps code, but neither comments nor strings nor Markdown, so this test reads them
 * all. It counts characters, not bytes. Exempt are what cannot be broken, and pages that a command prints.
 */
const mostCharacters = 120;
const root = join(import.meta.dirname, '..');
const printed = ['docs/behaviours.md', 'docs/claims.md', 'docs/engines.md', 'docs/worst-cases.md'];

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => /\.(ts|mts|js|mjs|cjs|py|md)$/.test(path));
}

const files = [
  ...['src', 'properties', 'tools', 'bin', 'docs', 'python', 'site/page']
    .flatMap(filesBelow)
    .filter((path) => !path.startsWith('docs/api') && !path.startsWith('docs/engines/')),
  ...readdirSync(root).filter((name) => /\.(ts|md)$/.test(name)),
].filter((path) => !printed.includes(path));

/** The lines of a file that are too long, as `path:line`. */
function tooLong(path: string, text: string): readonly string[] {
  const may = path.endsWith('.md') ? markdownMay() : codeMay(path);
  return text.split('\n').flatMap((line, index) => {
    const allowed = may(line);
    return [...line].length <= mostCharacters || allowed ? [] : [`${path}:${index + 1}`];
  });
}

/** Tables, code blocks and lines with a link may be longer. */
function markdownMay(): (line: string) => boolean {
  let fenced = false;
  return (line) => {
    if (/^\s*```/.test(line)) fenced = !fenced;
    return fenced || /^( {4}|\s*\|)/.test(line) || /\]\(|\]: |https?:/.test(line);
  };
}

/** A line of only a regular expression may be longer, and in the report a line of HTML, SVG or CSS; no comment. */
function codeMay(path: string): (line: string) => boolean {
  return (line) =>
    /^\s*\/[^/*].*\/[a-z]*,?$/.test(line) || (path.startsWith('src/report/') && !/^\s*(\/\/|\/\*|\*)/.test(line));
}

test('a line has at most 120 characters', () => {
  expect(files.length).toBeGreaterThan(400);
  expect(files.flatMap((path) => tooLong(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

test('characters are counted, not bytes, and only what cannot be broken may be longer', () => {
  expect(tooLong('src/a.ts', `// ${'≤'.repeat(117)}`)).toEqual([]);
  expect(tooLong('src/a.ts', `x\n// ${'≤'.repeat(118)}`)).toEqual(['src/a.ts:2']);
  expect(tooLong('src/report/a.ts', ` * ${'x'.repeat(118)}\n<b>${'x'.repeat(118)}`)).toEqual(['src/report/a.ts:1']);
  const long = 'x'.repeat(121);
  expect(tooLong('a.md', `| ${long} |\n\`\`\`\n${long}\n\`\`\`\n    ${long}\n[a](${long})\n${long}`)).toEqual([
    'a.md:7',
  ]);
});
