import { type Batch, sliceBatch } from '../conv/batch.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import type { Outcome } from '../engines/engine.ts';
import type { Launch } from '../engines/process/engine-process.ts';
import { formats, formatsOf, type Hello, operations } from '../engines/protocol/messages.ts';
import { nearestText } from '../errors/usage-error.ts';
import { type CheckedOperation, type Conformance, type Fault, faultKinds } from './conformance.ts';
import { questionsFor, roundedCases } from './questions.ts';
import { wrongNumbers } from './recognise-numbers.ts';
import { type Limits, Session } from './session.ts';

/** Cases of a batch that is compared with the same cases alone. */
const compared = 16;
/** Cases of a batch that is larger than a pipe holds, 64 KiB usually. */
const many = 1024;
/** How long an answer is waited for that nobody has asked for. */
const idleMs = 100;

/**
 * Starts a program and asks it about a hundred small questions: does it keep docs/protocol.md, and does it compute what
 * it offers? It takes as long as a program that hangs once, at most.
 *
 * @param command - as the user gave it
 */
export async function checkConformance(command: string, launch: Launch, limits: Limits): Promise<Conformance> {
  const session = new Session(launch, limits);
  const started = await session.start();
  const notChecked: string[] = [];
  const { hello, ms } = started ?? {};
  const faults: Fault[] = [];
  const offered = hello === undefined ? [] : known(hello);
  const unknown = hello === undefined ? [] : unknownOf(hello);
  if (hello !== undefined && offered.length === 0) faults.push(noOperation(unknown));
  const checked: CheckedOperation[] = [];
  for (const { operation, format } of offered) {
    const result = await askQuestions(session, operation, format);
    checked.push(result.checked);
    faults.push(...result.faults);
    if (session.isOver) break;
  }
  const left = offered.slice(checked.length).map(({ operation, format }) => `${operation} in ${format}`);
  if (left.length > 0) notChecked.push(`${left.join(', ')}: the program was given up`);
  const first = checked.find(({ right }) => right > 0);
  const isAnswering = checked.some(({ right, declined }) => right + declined > 0);
  if (first === undefined && session.faults.length + faults.length === 0 && isAnswering)
    faults.push(nothingComputed(checked));
  const batches =
    first === undefined ? undefined : await compareBatches(session, first.operation, first.format, limits, notChecked);
  if (batches?.fault !== undefined) faults.push(batches.fault);
  if (first !== undefined) {
    // An answer that comes late is noticed by the next request.
    await new Promise((resolve) => setTimeout(resolve, idleMs));
    await session.evaluate(first.operation, first.format, roundedCases(1, first.format, first.operation));
  }
  const endMs = await session.finish(Math.min(limits.answerMs, 5000));
  const all = [...session.faults, ...faults];
  return {
    command,
    hello:
      hello === undefined
        ? null
        : { engine: hello.engine, version: hello.version, protocol: hello.protocol, ms: ms ?? 0 },
    faults: all.sort((one, other) => faultKinds.indexOf(one.kind) - faultKinds.indexOf(other.kind)),
    operations: checked,
    unknown,
    speed: batches?.speed ?? null,
    batchKeepsBits: batches?.keepsBits ?? null,
    endMs: endMs ?? null,
    notChecked,
  };
}

function known(hello: Hello): readonly { readonly operation: Operation; readonly format: NumberFormat }[] {
  return operations.flatMap((operation) => {
    const offered = hello.operations.filter(({ name }) => name === operation).flatMap((one) => one.formats);
    const spoken = formatsOf(hello.protocol);
    return spoken.filter((format) => offered.includes(format)).map((format) => ({ operation, format }));
  });
}

function unknownOf(hello: Hello): readonly string[] {
  return hello.operations.flatMap(({ name, formats: offered }) => {
    if (!(operations as readonly string[]).includes(name))
      return [`operation ${JSON.stringify(name)} (is it ${nearestText(name, operations)}?)`];
    const spoken: readonly string[] = formatsOf(hello.protocol);
    const others = offered.filter((format) => !spoken.includes(format));
    return others.map((format) =>
      (formats as readonly string[]).includes(format)
        ? `format ${JSON.stringify(format)} of ${name} (it needs "protocol":3 in the hello)`
        : `format ${JSON.stringify(format)} of ${name} (there are ${formats.join(', ')})`,
    );
  });
}

function noOperation(unknown: readonly string[]): Fault {
  const what = unknown.length === 0 ? 'hello offers no operation' : `hello offers only what is unknown: ${unknown[0]}`;
  return {
    ...{ kind: 'no-operation', what },
    advice: 'Offer one of docs/protocol.md: "operations":[{"name":"conv2d","formats":["binary32"]}].',
  };
}

function nothingComputed(checked: readonly CheckedOperation[]): Fault {
  const [{ operation, declined, reasons } = { operation: '', declined: 0, reasons: [] }] = checked;
  return {
    ...{ kind: 'nothing-computed', what: `all ${declined} questions of ${operation} were declined: ${reasons[0]}` },
    advice: 'Compute at least a small shape without padding, so that there is something to check.',
  };
}

async function askQuestions(session: Session, operation: Operation, format: NumberFormat) {
  let [right, declined] = [0, 0];
  const reasons = new Set<string>();
  const faults: Fault[] = [];
  for (const batch of questionsFor(operation)) {
    const answer = await session.evaluate(operation, format, batch);
    if (answer === undefined) {
      if (session.isOver) break;
      continue;
    }
    const { outcome } = answer;
    if (outcome.kind === 'declined') {
      declined++;
      reasons.add(outcome.reason);
    } else {
      const fault =
        outcome.kind === 'failed' ? failedAt(operation, outcome) : wrongNumbers(operation, batch, outcome.outputs);
      if (fault === undefined) right++;
      else if (!faults.some(({ kind, advice }) => kind === fault.kind && advice === fault.advice)) faults.push(fault);
    }
  }
  return { checked: { operation, format, right, declined, reasons: [...reasons] }, faults };
}

function failedAt(operation: Operation, { reason }: Extract<Outcome, { kind: 'failed' }>): Fault {
  return {
    ...{ kind: 'failed', what: `a small question of ${operation} was answered with failed: ${reason}` },
    advice: 'Mend it, or answer {"type":"declined","reason":…} to what is not supported.',
  };
}

/** Whether cases keep in a batch the bits that they have alone, and how long both take. */
async function compareBatches(
  session: Session,
  operation: Operation,
  format: NumberFormat,
  { answerMs }: Limits,
  notChecked: string[],
) {
  const few = roundedCases(compared, format, operation);
  const numbersFor = async (batch: Batch, isLarge = false) => {
    const answer = await session.evaluate(operation, format, batch, isLarge);
    return answer?.outcome.kind === 'value' ? { outputs: answer.outcome.outputs, ms: answer.ms } : undefined;
  };
  const one = await numbersFor(sliceBatch(few, 0, 1));
  const again = await numbersFor(sliceBatch(few, 0, 1));
  if (one === undefined || again === undefined) return undefined;
  const oneCaseMs = Math.min(one.ms, again.ms);
  if (oneCaseMs * compared > answerMs / 4) {
    notChecked.push('batches: one case takes too long; give a longer --engine-timeout');
    return undefined;
  }
  const together = await numbersFor(few);
  const last = await numbersFor(sliceBatch(few, compared - 1, compared));
  if (together === undefined || last === undefined) return undefined;
  const each = one.outputs.length;
  const isSame = (mine: typeof one.outputs, from: number): boolean =>
    mine.every((value, index) => Object.is(value, together.outputs[from + index]));
  const isSteady = one.outputs.every((value, index) => Object.is(value, again.outputs[index]));
  if (!isSteady) notChecked.push('batches: the same case alone gives other bits when it is asked again');
  const keepsBits = isSame(one.outputs, 0) && isSame(last.outputs, (compared - 1) * each);
  const fault: Fault | undefined =
    keepsBits || !isSteady
      ? undefined
      : {
          kind: 'batch',
          what: `${operation}: a case has other bits in a batch of ${compared} than alone`,
          advice: 'Compute cases one at a time where a batch changes bits, and say "batched":false in the answer.',
        };
  const large =
    (together.ms / compared) * many < answerMs / 4
      ? await numbersFor(roundedCases(many, format, operation), true)
      : null;
  if (large === null) notChecked.push('a request of more than 64 KiB: it would take too long');
  const speed = {
    oneCaseMs,
    cases: large ? many : compared,
    eachMs: large ? large.ms / many : together.ms / compared,
  };
  return { fault, speed, keepsBits: isSteady ? keepsBits : undefined };
}
