/**
 * Many subjects in few words: `tfjs-node/{conv2d, matmul@onednn=0}`, an engine once, with all that it has here. Our own orders are
 * counted where they are many.
 */
export function subjectNames(subjects: readonly string[], mostOrders = 3): string {
  const engines = new Map<string, string[]>();
  for (const subject of subjects) {
    const cut = subject.indexOf('/');
    const engine = subject.slice(0, cut);
    engines.set(engine, [...(engines.get(engine) ?? []), subject.slice(cut + 1)]);
  }
  const own = engines.get('lastbit');
  if (own !== undefined) {
    // Our own orders stand last, whatever came first.
    engines.delete('lastbit');
    engines.set('lastbit', own);
  }
  return [...engines].map(([engine, names]) => namesOf(engine, names, mostOrders)).join('; ');
}

function namesOf(engine: string, names: readonly string[], mostOrders: number): string {
  if (engine === 'lastbit' && names.length > mostOrders) return `${names.length} orders of lastbit`;
  return names.length === 1 ? `${engine}/${names[0]}` : `${engine}/{${names.join(', ')}}`;
}
