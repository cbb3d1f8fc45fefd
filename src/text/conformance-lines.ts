import type { Conformance } from '../conformance/conformance.ts';
import { printable } from '../errors/printable.ts';
import { quoted } from '../errors/quoted.ts';

/** What `lastbit engines check` prints: what is wrong, the most important first, then what is right. */
export function conformanceLines(found: Conformance): readonly string[] {
  return [...faultLines(found), ...rightLines(found), ...leftLines(found), closingLine(found)].map((line) =>
    printable(line),
  );
}

const faultLines = ({ faults }: Conformance): readonly string[] =>
  faults.map(({ kind, what, advice }) => `WRONG  ${kind}: ${what}. ${advice}`);

function rightLines({ hello, operations, speed, batchKeepsBits, endMs }: Conformance): readonly string[] {
  if (hello === null) return [];
  const { engine, version, protocol, ms } = hello;
  const old = protocol < 2 ? '; each batch is asked twice, because its answers have no id' : '';
  return [
    `right  hello: ${engine} ${version}, version ${protocol} of the protocol${old}, after ${inMs(ms)}`,
    ...operations
      .filter(({ right }) => right > 0)
      .map(({ operation, format, right, declined, reasons }) => {
        const others = declined === 0 ? '' : `; ${declined} declined: ${reasons.join('; ')}`;
        return `right  ${operation} in ${format}: ${right} question${right === 1 ? '' : 's'}${others}`;
      }),
    ...(batchKeepsBits === true ? ['right  a case has the same bits alone and in a batch'] : []),
    ...(speed === null
      ? []
      : [
          `speed  ${inMs(speed.oneCaseMs)} for a call of one case, ` +
            `${inMs(speed.eachMs)} a case for ${speed.cases} cases in a call`,
        ]),
    ...(endMs === null ? [] : ['right  exits with status 0 at the end of its input']),
  ];
}

function leftLines({ unknown, notChecked }: Conformance): readonly string[] {
  return [
    ...unknown.map((one) => `note   it offers what lastbit does not know: ${one}`),
    ...notChecked.map((one) => `note   not checked: ${one}`),
  ];
}

function closingLine({ command, faults }: Conformance): string {
  if (faults.length === 0)
    return `It keeps the protocol. Next: npx lastbit verify --engine ${quoted(`mine=${command}`)} --subject mine`;
  const many = `${faults.length} fault${faults.length === 1 ? '' : 's'}`;
  return `${many}; mend the first one first: others may follow from it.`;
}

function inMs(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Number(ms.toPrecision(2))} ms`;
}
