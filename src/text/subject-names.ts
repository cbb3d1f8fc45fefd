import { grouped } from './layout.ts';

/**
 * Many subjects in few words: `tfjs-node/{conv2d, matmul@onednn=0}` names each engine once. More than `mostOwn` of our
 * own algorithms are counted, not named; they stand last.
 */
export function subjectNames(subjects: readonly string[], mostOwn = 3): string {
  const engines = new Map<string, string[]>();
  for (const subject of subjects.toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b)))) {
    const cut = subject.indexOf('/');
    const engine = subject.slice(0, cut);
    engines.set(engine, [...(engines.get(engine) ?? []), subject.slice(cut + 1)]);
  }
  return [...engines].map(([engine, names]) => namesOf(engine, names, mostOwn)).join('; ');
}

function namesOf(engine: string, names: readonly string[], mostOwn: number): string {
  if (engine === 'lastbit' && names.length > mostOwn) return `${names.length} algorithms of lastbit`;
  return names.length === 1 ? `${engine}/${names[0]}` : `${engine}/{${names.join(', ')}}`;
}

/**
 * The same in fewer words beside a table of all subjects: of an engine that has most of its subjects here, those that
 * are not are named: `tfjs-node (all 8 but matmul@onednn=0)`.
 */
export function namesAmong(subjects: readonly string[], all: readonly string[]): string {
  const ofEngine = grouped(all, engineOf);
  const here = new Set(subjects);
  const texts = [...grouped(subjects, engineOf)].map(([engine, own]) => {
    const others = (ofEngine.get(engine) ?? []).filter((subject) => !here.has(subject));
    if (own.length < 3 || 2 * others.length > own.length) return withCommonEnds(engine, own);
    const but = others.length === 0 ? '' : ` but ${operationNames(others)}`;
    return `${engine} (all ${own.length + others.length}${but})`;
  });
  return texts.join('; ');
}

/**
 * As a shell would expand them: `numpy/{dot, matmul}{, :binary64}` are two operations, each in binary32 and in
 * binary64. Formats and settings that several have stand once.
 */
function withCommonEnds(engine: string, subjects: readonly string[]): string {
  const byEnd = grouped(subjects, (subject) => /[:@].*$/.exec(subject)?.[0] ?? '');
  const byNames = grouped([...byEnd], ([end, own]) =>
    inBraces(own.map((subject) => withoutEngine(subject).slice(0, -end.length || undefined))),
  );
  return `${engine}/${[...byNames].map(([names, ends]) => names + inBraces(ends.map(([end]) => end))).join(', ')}`;
}

const inBraces = (texts: readonly string[]): string => (texts.length === 1 ? texts[0]! : `{${texts.join(', ')}}`);

/** The subjects of one engine, without its name. */
export const operationNames = (subjects: readonly string[]): string =>
  withoutEngine(withCommonEnds(engineOf(subjects[0]!), subjects));

const withoutEngine = (subject: string): string => subject.slice(subject.indexOf('/') + 1);

const engineOf = (subject: string): string => subject.split('/')[0]!;

/** Whether an id is that of one of our own algorithms. */
export function isOwn(subject: string): boolean {
  return subject.startsWith('lastbit/');
}

/** `sequential` for `lastbit/sequential`. */
export function algorithmName(subject: string): string {
  return subject.replace('lastbit/', '');
}
