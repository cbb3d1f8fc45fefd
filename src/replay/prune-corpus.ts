import { type AnyEntry, type CorpusEntry, caseOfEntry, isCaseEntry } from '../corpus/entry.ts';
import type { LoadedEntry } from '../corpus/store.ts';
import { compareSimplicity } from '../inputs/simplicity.ts';

/** An entry and why it stays or goes, in words. */
export interface Pruned {
  readonly loaded: LoadedEntry;
  readonly keep: boolean;
  readonly because: string;
}

/**
 * Chooses the entries to keep. Defects and refutations always stay. Of the others, each claim, subject and class of
 * shapes keeps the largest ratio, the smallest case, and the first entry of each set of flags and conditions, because
 * flags and conditions explain a case. Among equals the smaller id wins, so that the order of the entries does not
 * matter.
 */
export function pruneCorpus(entries: readonly LoadedEntry[]): readonly Pruned[] {
  const groups = new Map<string, LoadedEntry[]>();
  for (const loaded of [...entries].sort((one, other) => (one.entry.id < other.entry.id ? -1 : 1))) {
    const key = groupOf(loaded.entry);
    groups.set(key, [...(groups.get(key) ?? []), loaded]);
  }
  return [...groups.values()].flatMap(pruneGroup);
}

function pruneGroup(group: readonly LoadedEntry[]): readonly Pruned[] {
  const loose = group.filter(({ entry }) => entry.role !== 'defect' && entry.role !== 'refutation');
  const greatest = best(loose, (one, other) => ratioOf(other) - ratioOf(one));
  const smallest = best(loose, compareSize);
  const explained = new Map<string, LoadedEntry>();
  for (const loaded of [greatest, smallest, ...loose]) {
    if (loaded === undefined) continue;
    const explanation = explanationOf(loaded.entry);
    if (!explained.has(explanation)) explained.set(explanation, loaded);
  }
  return group.map((loaded) => {
    const { entry } = loaded;
    const because = !loose.includes(loaded)
      ? `a ${entry.role} stays`
      : loaded === greatest
        ? 'the greatest ratio of its claim, subject and class of shapes'
        : loaded === smallest
          ? 'the smallest case of its claim, subject and class of shapes'
          : explained.get(explanationOf(entry)) === loaded
            ? 'the first with these flags and conditions'
            : undefined;
    if (because !== undefined) return { loaded, keep: true, because };
    return {
      loaded,
      keep: false,
      because: `${greatest!.entry.id} has the greater ratio, ${smallest!.entry.id} is smaller, its flags are not new`,
    };
  });
}

function best<T>(items: readonly T[], compare: (one: T, other: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (least, item) => (least === undefined || compare(item, least) < 0 ? item : least),
    undefined,
  );
}

const ratioOf = ({ entry }: LoadedEntry): number => entry.errorOverBound ?? Number.POSITIVE_INFINITY;

function compareSize({ entry: one }: LoadedEntry, { entry: other }: LoadedEntry): number {
  if (isCaseEntry(one) && isCaseEntry(other)) return compareSimplicity(caseOfEntry(one), caseOfEntry(other));
  return isCaseEntry(one) || isCaseEntry(other) ? 0 : one.numbers.length - other.numbers.length;
}

function groupOf(entry: AnyEntry): string {
  const partner = isCaseEntry(entry) ? (entry.partner?.id ?? '') : '';
  const format = isCaseEntry(entry) ? shapeClass(entry.shape) : JSON.stringify(entry.format);
  return JSON.stringify([entry.claim, entry.subject.id, partner, format]);
}

/**
 * A coarse class of what wrong indices depend on: one or several of each dimension, spacing or none, kind of padding.
 */
function shapeClass(shape: CorpusEntry['shape']): string {
  const { batch, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const several = [batch, channelsIn, channelsOut, kernelHeight, kernelWidth, ...stride, ...dilation].map((count) =>
    count === 1 ? '1' : 'n',
  );
  return `${several.join('')} ${typeof padding === 'string' ? padding : 'explicit'}`;
}

function explanationOf(entry: AnyEntry): string {
  return JSON.stringify([entry.role, entry.expectation, entry.flags, isCaseEntry(entry) ? entry.condition : []]);
}
