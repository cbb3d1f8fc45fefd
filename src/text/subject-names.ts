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

/** Whether an id is that of one of our own algorithms. */
export function isOwn(subject: string): boolean {
  return subject.startsWith('lastbit/');
}

/** `sequential` for `lastbit/sequential`. */
export function algorithmName(subject: string): string {
  return subject.replace('lastbit/', '');
}
