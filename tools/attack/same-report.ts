import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What may differ between two runs of a campaign: times, who worked, and what engines went through. */
const mayDiffer = (key: string): boolean =>
  key.endsWith('Ms') || ['jobs', 'engines', 'relativeTime', 'casesPerSecond'].includes(key);

/** The JSON of a run, without what may differ. */
export function comparable(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value) => (mayDiffer(key) ? undefined : value), 1);
}

/** Where two reports differ; undefined if they are equal. */
export function difference(one: string, other: string): string | undefined {
  const [ours, theirs] = [one, other].map((json) => comparable(json).split('\n'));
  const at = ours!.findIndex((line, index) => line !== theirs![index]);
  if (at < 0 && ours!.length === theirs!.length) return undefined;
  return `line ${at + 1}: ${ours![at]?.trim()} | ${theirs![at]?.trim()}`;
}

/** Where two corpora differ, byte for byte. */
export function corpusDifference(one: string, other: string): string | undefined {
  const [ours, theirs] = [one, other].map(filesIn);
  for (const name of new Set([...ours!.keys(), ...theirs!.keys()])) {
    if (ours!.get(name) === theirs!.get(name)) continue;
    const where = !ours!.has(name) ? 'only in the second' : theirs!.has(name) ? 'differs' : 'only in the first';
    return `corpus/${name}: ${where}`;
  }
  return undefined;
}

function filesIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'latin1')];
    }),
  );
}
