import { tableLines } from '../../text/layout.ts';
import type { MutantReport } from '../tolerances/find-mutants.ts';

const count = (value: number): string => value.toLocaleString('en-US');

/** Which claim convicted which planted bug, after how many cases, and how small its counterexample is; then the false alarms. */
export function mutantLines({ bugs, legitimate }: MutantReport): readonly string[] {
  const convicted = (bug: MutantReport['bugs'][number]): string => {
    if (bug.claim === undefined) return 'NOT FOUND';
    return bug.claim === bug.claimWanted ? bug.claim : `${bug.claim}, NOT ${bug.claimWanted}`;
  };
  const size = ({ image, kernel, terms, onlyInBatch }: MutantReport['bugs'][number]): string =>
    onlyInBatch ? 'shows in a batch only' : `${image} * ${kernel}, ${terms}`;
  return [
    ...tableLines(
      [
        { title: 'planted bug', align: 'left', cell: ({ name }) => name },
        { title: 'convicted by', align: 'left', cell: convicted },
        { title: 'cases', align: 'right', cell: ({ cases }) => count(cases) },
        { title: 'seconds', align: 'right', cell: ({ milliseconds }) => (milliseconds / 1000).toFixed(2) },
        { title: 'shrunk to image * kernel, terms', align: 'left', cell: size },
      ],
      bugs,
    ),
    '',
    ...tableLines(
      [
        { title: 'right implementation', align: 'left', cell: ({ subject }) => subject },
        { title: 'claims', align: 'right', cell: ({ claims }) => String(claims) },
        { title: 'cases', align: 'right', cell: ({ cases }) => count(cases) },
        { title: 'false alarms', align: 'right', cell: ({ falseAlarms }) => count(falseAlarms) },
      ],
      legitimate,
    ),
  ];
}
