import type { Invariance } from '../invariant/invariance.ts';
import { isConstant, isInvariant } from '../invariant/invariance.ts';
import { describeKnown } from '../invariant/known.ts';
import {
  arithmeticInWords,
  type InvarianceContext,
  invarianceAnswer,
  shapeInWords,
  switchLines,
} from './invariance.ts';
import { wrapped } from './layout.ts';

/** One subject; if it is missing, why. */
export type InvarianceRow =
  | { readonly subject: string; readonly version: undefined; readonly because: string }
  | {
      readonly subject: string;
      readonly version: string;
      readonly context: InvarianceContext;
      readonly result: Invariance;
    };

interface Machine {
  readonly version: string;
  readonly seed: number;
  readonly cpu: string;
  readonly platform: string;
  readonly node: string;
}

/** The generated part of docs/invariance.md. */
export function invarianceMarkdown(rows: readonly InvarianceRow[], machine: Machine): string {
  const { version, seed, cpu, platform, node } = machine;
  return [
    'Printed by `npx lastbit invariant --all`. On another processor a library may answer otherwise.',
    '',
    `- lastbit ${version}, Node ${node}, seed ${seed}`,
    `- ${cpu}, ${platform}`,
    '',
    '| subject | version | at the base | the same for | switches |',
    '|---|---|---|---|---|',
    ...rows.map(tableRow),
    '',
    ...rows.flatMap((row) => (row.version === undefined || isInvariant(row.result) ? [] : section(row))),
  ].join('\n');
}

function tableRow(row: InvarianceRow): string {
  if (row.version === undefined) return `| \`${row.subject}\` | missing | ${row.because} | | |`;
  const { subject, version, result } = row;
  if (result.failed !== undefined) return `| \`${subject}\` | ${version} | not asked: ${result.failed} | | |`;
  const evidence = result.known[0]?.kind === 'tree' ? '' : ' (bits only)';
  const same = result.axes.filter(isConstant).map(({ axis }) => axis);
  const switches = result.axes.filter((axis) => !isConstant(axis));
  const texts = switches.map(({ axis, name, switches: found, period }) => {
    const sizes = found.slice(0, 4).map(([a, b]) => `${a.size} \\| ${b.size}`);
    const each = period === 1 ? '' : `, mod ${period}`;
    return axis === 'place' ? 'place' : `${name} ${sizes.join(', ')}${found.length > 4 ? ', …' : ''}${each}`;
  });
  const cells = [describeKnown(result.known[0]!), `${same.join(', ')}${evidence}`, texts.join('; ') || 'none'];
  return `| \`${subject}\` | ${version} | ${cells.join(' | ')} |`;
}

function section({ subject, version, result, context }: Extract<InvarianceRow, { version: string }>): string[] {
  if (result.failed !== undefined) return [];
  const { known, base, switches } = result;
  return [
    `### \`${subject}\``,
    '',
    ...wrapped(invarianceAnswer(result), 0, 118),
    '',
    '```text',
    `${subject} ${version}, around ${shapeInWords(base.shape, context.operation)}`,
    ...known.flatMap((one, index) =>
      one.n === known[0]?.n
        ? [
            `${String.fromCharCode(65 + index)}  ${describeKnown(one)}`,
            `   ${arithmeticInWords(one, context.operation)}`,
          ]
        : [],
    ),
    ...switches.flatMap((one) => ['', ...switchLines(one, known, context)]),
    '```',
    '',
  ];
}
