import type { OutputExplanation } from '../explain/explanation.ts';
import type { ChartBand } from './reachable-chart.ts';
import { ulpAxis } from './ulp-axis.ts';

/** Where the quoted numbers lie on the histogram: each stands for all reals that round to it as printed. Numbers quoted twice are drawn once. */
export function observedBands({ observed, exact }: OutputExplanation): ChartBand[] {
  const place = ulpAxis(exact);
  if (place === undefined) return [];
  const distinct = new Map(observed.map((one) => [one.printed, one]));
  return [...distinct.values()]
    .map(({ printed, rounded }) => ({
      label: printed,
      fromUlp: place(Number(rounded.low)),
      toUlp: place(Number(rounded.high)),
    }))
    .filter((band) => Number.isFinite(band.fromUlp) && Number.isFinite(band.toUlp));
}
