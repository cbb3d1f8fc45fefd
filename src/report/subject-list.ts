import { html, type Markup } from './markup.ts';

const own = 'lastbit/';

/** Whether a subject is one of our own orders: they are many, and stand folded behind the libraries. */
export function isOwnOrder(subject: string): boolean {
  return subject.startsWith(own);
}

/** Subjects by engine, as in “tfjs-node conv2d, matmul”; our own orders last, counted, and listed on demand. */
export function subjectList(subjects: readonly string[]): Markup {
  const orders = subjects.filter(isOwnOrder).map((subject) => subject.slice(own.length));
  const engines = groupByEngine(subjects);
  return html`${[...engines].map(([engine, names]) => html`<div><b>${engine}</b> <span class="mono">${names.join(', ')}</span></div>`)}${
    orders.length > 0 &&
    html`<details class="small"><summary>${orders.length} of our own orders</summary><span class="mono">${orders.join(', ')}</span></details>`
  }`;
}

function groupByEngine(subjects: readonly string[]): Map<string, string[]> {
  const engines = new Map<string, string[]>();
  for (const subject of subjects) {
    if (isOwnOrder(subject)) continue;
    const [engine = '', ...rest] = subject.split('/');
    engines.set(engine, [...(engines.get(engine) ?? []), rest.join('/') || subject]);
  }
  return engines;
}
