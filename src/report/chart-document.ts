import { parseHTML } from 'linkedom';

/** What a chart is drawn with. A chart function takes one and leaves nothing in it. */
export type ChartDocument = ReturnType<typeof parseHTML>['document'];

/** An empty document without a browser. */
export function chartDocument(): ChartDocument {
  return parseHTML('<!doctype html><html><head></head><body></body></html>').document;
}
