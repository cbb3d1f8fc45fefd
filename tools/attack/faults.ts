import type { Run } from './run-lastbit.ts';

/** What must be seen of a run for the attack to have held. */
export interface Expected {
  readonly status: readonly (number | string)[];
  /** A word of a violation: it must be there, or must not; undefined: either. */
  readonly violated?: boolean;
  /** The problem is told in exactly one line. */
  readonly oneLine?: boolean;
  /** What standard error or standard output must say. */
  readonly says?: RegExp;
  /** Python and other engines may print stacks of their own, which lastbit quotes. */
  readonly more?: (run: Run) => readonly string[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
const stack = /^\s+at .+(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/m;
const internal = /internal error|please report|unhandled|uncaught|^node:internal|Node\.js v\d/im;
/** Lines that tell a problem; others on standard error are progress. */
const problem = /^(lastbit|error):/;

/** One sentence for each thing that a run shows and should not, or does not show and should. */
export function faultsOf(run: Run, expected: Expected): readonly string[] {
  if (!run.inTime) return [`did not end within ${(run.ms / 1000).toFixed(1)} s`];
  const printed = `${run.stdout}\n${run.stderr}`;
  const faults: string[] = [];
  if (!expected.status.includes(run.status)) faults.push(`status ${run.status}, not ${expected.status.join(' or ')}`);
  if (stack.test(printed)) faults.push('a stack trace');
  else if (internal.test(printed)) faults.push('an internal error');
  if (control.test(printed)) faults.push(`a control character reaches the terminal: ${excerpt(printed)}`);
  const claims = isViolated(run);
  if (expected.violated === true && !claims) faults.push('wrong numbers are not called VIOLATED');
  if (expected.violated === false && claims) faults.push('VIOLATED, although every answered number is right');
  if (expected.oneLine === true) {
    const lines = run.stderr.split('\n').filter((line) => problem.test(line));
    if (lines.length !== 1) faults.push(`${lines.length} lines tell the problem, not 1`);
    const last = run.stderr.trimEnd().split('\n').at(-1) ?? '';
    if (lines.length === 1 && !problem.test(last)) faults.push(`a line follows the problem: ${JSON.stringify(last)}`);
  }
  if (expected.says !== undefined && !expected.says.test(printed)) faults.push(`does not say ${expected.says}`);
  if (run.left.length > 0) faults.push(`processes are left: ${run.left.join('; ')}`);
  if (run.temporary.length > 0) faults.push(`temporary files are left: ${run.temporary.join(', ')}`);
  return [...faults, ...(expected.more?.(run) ?? [])];
}

/** Whether a proven bound is called broken. */
function isViolated({ stdout, stderr }: Run): boolean {
  return /\bVIOLATED\b|"verdict": ?"violated"/.test(`${stdout}\n${stderr}`);
}

function excerpt(text: string): string {
  const at = text.search(control);
  return JSON.stringify(text.slice(Math.max(0, at - 20), at + 20));
}
