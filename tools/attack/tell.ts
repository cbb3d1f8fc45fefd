import { type Column, tableLines } from '../../src/text/layout.ts';
import { type Kind, kinds } from './attack.ts';
import type { Result } from './run-attacks.ts';

interface Row {
  readonly kind: Kind;
  readonly tried: number;
  readonly held: number;
  readonly skipped: number;
}

/** How many attacks of each kind were tried, and how many held. */
export function rowsOf(results: readonly Result[]): readonly Row[] {
  return (Object.keys(kinds) as Kind[]).flatMap((kind) => {
    const own = results.filter(({ attack }) => attack.kind === kind);
    const skipped = own.filter(({ shown }) => shown.skipped !== undefined).length;
    const held = own.filter(({ shown }) => shown.skipped === undefined && shown.faults.length === 0).length;
    return own.length === 0 ? [] : [{ kind, tried: own.length - skipped, held, skipped }];
  });
}

const columns: readonly Column<Row>[] = [
  { title: 'attack', align: 'left', cell: ({ kind }) => kinds[kind] },
  { title: 'tried', align: 'right', cell: ({ tried }) => String(tried) },
  { title: 'held', align: 'right', cell: ({ held }) => String(held) },
  { title: 'skipped', align: 'right', cell: ({ skipped }) => String(skipped) },
];

/** The table, why attacks were skipped, and the names of those that did not hold. */
export function attackTable(results: readonly Result[], seed: number, seconds: number): string {
  const rows = rowsOf(results);
  const [tried, held] = [rows.reduce((sum, row) => sum + row.tried, 0), rows.reduce((sum, row) => sum + row.held, 0)];
  const reasons = new Set(results.flatMap(({ shown }) => shown.skipped ?? []));
  const broken = results.filter(({ shown }) => shown.faults.length > 0);
  return [
    ...tableLines(columns, rows),
    '',
    ...[...reasons].map((reason) => `skipped: ${reason}`),
    ...broken.map(({ attack, shown }) => `DID NOT HOLD  ${attack.name}: ${shown.faults[0]}`),
    `${held} of ${tried} held, seed ${seed}, ${Math.round(seconds)} s`,
    '',
  ].join('\n');
}

/** What did not hold, with everything that is needed to see it again. Empty if it held. */
export function faultLines({ attack, shown: { faults, run } }: Result, seed: number): readonly string[] {
  if (faults.length === 0) return [];
  const tail = (name: string, text: string): readonly string[] =>
    text.trim() === ''
      ? []
      : text
          .trimEnd()
          .split('\n')
          .slice(-6)
          .map((line) => `  ${name}: ${shortened(line)}`);
  return [
    `DID NOT HOLD  ${attack.name}`,
    ...faults.map((fault) => `  ${fault}`),
    ...(run === undefined
      ? []
      : [
          `  command: ${run.command}`,
          `  status: ${run.status}, after ${(run.ms / 1000).toFixed(1)} s`,
          ...tail('stdout', run.stdout),
          ...tail('stderr', run.stderr),
        ]),
    `  to repeat: npm run attack -- --seed ${seed} --only ${attack.name}`,
  ];
}

function shortened(line: string): string {
  const shown = JSON.stringify(line).slice(1, -1).replaceAll('\\"', '"');
  return shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
}

/** The same as one JSON object. */
export function attackJson(results: readonly Result[], seed: number, seconds: number): string {
  const attacks = results.map(({ attack, shown, seconds: took }) => ({
    ...{ name: attack.name, kind: attack.kind, held: shown.skipped === undefined && shown.faults.length === 0 },
    ...{ faults: shown.faults, skipped: shown.skipped, seconds: Number(took.toFixed(2)) },
    ...(shown.faults.length === 0 ? {} : { run: shown.run }),
  }));
  return `${JSON.stringify({ seed, seconds, kinds: rowsOf(results), attacks }, undefined, 1)}\n`;
}
