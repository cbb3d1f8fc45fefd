import { printable } from '../errors/printable.ts';
import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { isJudged } from '../fuzz/run-verdict.ts';
import { counted, formatCount } from './numbers.ts';
import { isOwn } from './subject-names.ts';

/**
 * On fewer shapes a run means little: a fault of every seventh shape is missed by 20 shapes in 5 % of the runs
 * (0.857^20), and most faults of kernels need a size above a vector or block, which fewer shapes have.
 */
const fewestShapes = 20;
/** So many cases have each distribution of inputs about four times. */
const fewestCases = 100;
/** Of shapes that the user asked for: once. Large layers get no more by default. */
const fewestAimed = 24;
/** What `verify` tries by default. */
const usualCases = 2000;

/** How much a claim about errors was judged on a subject. */
interface Judged {
  readonly subject: string;
  readonly cases: number;
  readonly shapes: number;
  readonly declined: number;
}

/**
 * A line if a subject without an alarm was judged on so little that the run shows nothing: of several subjects, the
 * one that was judged least. Undefined if there is none.
 */
export function tooFewLine(result: CampaignResult): string | undefined {
  const few = judgedOf(result).filter(({ cases, shapes }) =>
    result.coverage.isAimed ? cases < fewestAimed : cases < fewestCases || shapes < fewestShapes,
  );
  const [least] = few.toSorted((one, other) => one.cases - other.cases || one.shapes - other.shapes);
  if (least === undefined) return undefined;
  const { subject, cases, shapes, declined } = least;
  const others = few.length === 1 ? '' : ` (and ${counted(few.length - 1, 'other subject')})`;
  const on = `${counted(cases, 'case')} on ${counted(shapes, 'shape')}`;
  return printable(`${subject}${others}: ${on}: too few to mean anything; ${hint(result, declined)}`);
}

function hint({ cases, coverage }: CampaignResult, declined: number): string {
  if (declined > cases / 2 && !coverage.isAimed)
    return `it declined ${formatCount(declined)}: --shape aims at what it takes`;
  return `--cases ${cases < usualCases ? usualCases : 10 * cases}`;
}

/** Rows of claims about errors only: only these count shapes. */
function judgedOf({ rows, claims, coverage }: CampaignResult): readonly Judged[] {
  const kinds = new Map(claims.map(({ id, kind }) => [id, kind]));
  const alarming = new Set(rows.filter(({ alarm }) => alarm).map(({ subject }) => subject));
  const bounds = rows.filter(
    (row) => kinds.get(row.claim) === 'output' && isJudged(row) && !isOwn(row.subject) && !alarming.has(row.subject),
  );
  return [...new Set(bounds.map(({ subject }) => subject))].map((subject) => {
    const own = bounds.filter((row) => row.subject === subject);
    const most = (of: 'cases' | 'declined'): number => Math.max(...own.map((row) => row[of]));
    return { subject, cases: most('cases'), declined: most('declined'), shapes: coverage.subjects[subject] ?? 0 };
  });
}
