import * as Plot from '@observablehq/plot';
import type { HuntResult } from '../hunt/hunt-result.ts';
import type { Markup } from './markup.ts';
import { type ChartDocument, svgText } from './svg.ts';

/** How the line of a method is drawn; the table of methods shows it too. */
export interface LineLook {
  readonly colour: string;
  /** Random search is what the others are compared with. */
  readonly dashes: string | undefined;
}

const colours = ['var(--accent)', 'var(--mark)', 'var(--good)', 'var(--bad)', 'var(--bar)'] as const;

/** One look for each method, in the order of the result. */
export function lineLooks({ progress }: Pick<HuntResult, 'progress'>): readonly LineLook[] {
  let next = 0;
  return progress.methods.map(({ name }) =>
    name === 'random'
      ? { colour: 'var(--quiet)', dashes: '5 3' }
      : { colour: colours[next++ % colours.length]!, dashes: undefined },
  );
}

interface Point {
  readonly evaluations: number;
  readonly height: number;
}

/**
 * The best score of each method over its own evaluations, as a share of the limit; without a limit, of the best score.
 * A line is level between two improvements, and goes on to the last evaluation of its method.
 */
export function huntChart(document: ChartDocument, result: HuntResult, width: number): Markup {
  const { progress, limit } = result;
  const looks = lineLooks(result);
  const best = Math.max(...progress.methods.map(({ best }) => best ?? 0), Number.MIN_VALUE);
  const whole = limit?.value ?? best;
  const lines = progress.methods.map(({ trace, evaluations, best: own }): readonly Point[] =>
    own === null
      ? []
      : [
          ...trace.map((point) => ({ evaluations: Math.max(1, point.evaluations), height: point.score / whole })),
          { evaluations: Math.max(1, evaluations), height: own / whole },
        ],
  );
  const of = limit === undefined ? 'of the best found' : `of the ${limit.name}`;
  const drawn = Plot.plot({
    document: document as never,
    className: 'chart',
    style: { fontSize: '12px' },
    width,
    height: Math.round(Math.min(420, width * 0.62)),
    ...{ marginLeft: 44, marginRight: 16, marginTop: 34, marginBottom: 44 },
    x: {
      type: 'log',
      domain: [1, Math.max(10, ...progress.methods.map(({ evaluations }) => evaluations))],
      label: 'evaluations of the method →',
      ticks: width < 500 ? 4 : 7,
      tickFormat: '~s',
    },
    y: { domain: [0, 100], grid: true, percent: true, label: `↑ best so far, % ${of}` },
    marks: [
      Plot.ruleY([1], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
      ...lines.map((line, index) =>
        Plot.lineY(line, {
          ...{ x: 'evaluations', y: 'height', curve: 'step-after', strokeWidth: 2 },
          stroke: looks[index]!.colour,
          ...(looks[index]!.dashes === undefined ? {} : { strokeDasharray: looks[index]!.dashes }),
        }),
      ),
      // A construction has one point, which is no line.
      ...lines.map((line, index) =>
        Plot.dot(line.slice(-1), { x: 'evaluations', y: 'height', r: 3, fill: looks[index]!.colour }),
      ),
      Plot.ruleY([0], { stroke: 'currentColor' }),
    ],
  });
  const shares = progress.methods.map(({ name, best: own }) => `${name} ${Math.floor((100 * (own ?? 0)) / whole)} %`);
  return svgText(drawn, `The best score of each method over its evaluations, ${of}: ${shares.join(', ')}`);
}
