import { dotAnyOrder } from '../../claims/error-bounds/any-order.ts';
import { dotOverflow } from '../../claims/error-bounds/overflow-and-zero.ts';
import { dotGradualUnderflow, dotNonFinite } from '../../claims/error-bounds/range.ts';
import { outputShape } from '../../conv/output-shape.ts';
import { isOnlyInBatch } from '../../corpus/entry.ts';
import { sameAsOthers } from '../../judge/fault-words.ts';
import type { CampaignResult, Finding } from '../campaign-records.ts';
import type { Coverage } from '../coverage.ts';
import type { BoundsShare } from '../fair-share.ts';
import type { Comparison, Evidence, RowEvidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { type PlacePattern, placePattern } from './place-pattern.ts';
import type { AskedShape } from './shape-features.ts';
import { type ShapeSample, shapePattern } from './shape-pattern.ts';
import { contentWords, isGross } from './wrong-content.ts';

/** What a run covered and the faults that it shows, as its result has them. */
export function seenBy(
  evidence: Evidence,
  findings: readonly Finding[],
  run: BoundsShare & Pick<Coverage, 'isAimed'>,
): Pick<CampaignResult, 'coverage' | 'faults'> {
  const coverage = { ...evidence.coverage.record(), subjects: evidence.shapesBySubject(), ...run };
  return { coverage, faults: findFaults(evidence, findings) };
}

/** A row with its shapes: all that were judged, by number, and the numbers of the wrong ones. */
interface ViewedRow extends RowEvidence {
  readonly judged: ReadonlyMap<number, ShapeSample>;
  readonly wrongShapes: ReadonlySet<number>;
}

/** The faults that a run shows, those of each subject together. Every finding that has evidence is in one of them. */
export function findFaults(evidence: Evidence, findings: readonly Finding[]): readonly Fault[] {
  const wrong = [...evidence.rows.values()]
    .filter(({ content }) => content.total > 0)
    .map((row): ViewedRow => {
      const judged = evidence.samplesOf(row);
      const wrongShapes = new Set([...judged].flatMap(([number, { isWrong }]) => (isWrong ? [number] : [])));
      return { ...row, judged, wrongShapes };
    });
  const subjects = [...new Set(wrong.map(({ subject }) => subject))];
  return subjects.flatMap((subject) => {
    const groups = groupsOf(wrong.filter((row) => row.subject === subject));
    return groups.map((group) => faultOf(group, evidence.comparisons.get(subject), findings));
  });
}

/** Outputs of one special kind, which a fault of rounding does not explain. */
function specialKind({ content }: RowEvidence): string | undefined {
  const { total, nan, negativeZero, notSpecial, tiny, huge } = content;
  if (nan === total) return 'NaN';
  if (negativeZero === total) return 'minus zero';
  if (notSpecial === total) return 'lost';
  return tiny === total ? 'tiny' : huge === total ? 'huge' : undefined;
}

/** Rows whose violations come from one fault, the most telling row of each group first. */
function groupsOf(rows: readonly ViewedRow[]): readonly (readonly ViewedRow[])[] {
  const groups: ViewedRow[][] = [];
  for (const row of [...rows].sort(moreTelling)) {
    const group = groups.find(([first]) => isSameFault(first!, row));
    if (group === undefined) groups.push([row]);
    else group.push(row);
  }
  return groups;
}

function moreTelling(one: ViewedRow, other: ViewedRow): number {
  return (
    Number(specialKind(one) !== undefined) - Number(specialKind(other) !== undefined) ||
    Number(isGross(other.content)) - Number(isGross(one.content)) ||
    Number(other.claim === dotAnyOrder.id) - Number(one.claim === dotAnyOrder.id) ||
    other.wrongShapes.size - one.wrongShapes.size
  );
}

/** Of the shapes on which both claims were judged, this share must be wrong by both. */
const leastShared = 0.5;

/**
 * A wrong index breaks every claim, so its shapes decide. A fault of rounding does not make a NaN, a wrong sign of
 * zero, or a zero of every tiny number.
 */
function isSameFault(first: ViewedRow, row: ViewedRow): boolean {
  const [one, other] = [specialKind(first), specialKind(row)];
  if (one !== undefined) return one === other;
  const isOfRounding = other === undefined || (other === 'tiny' && row.claim !== dotGradualUnderflow.id);
  if (!isGross(first.content) && !isOfRounding) return false;
  const shapes = [...row.wrongShapes].filter((shape) => first.judged.has(shape));
  const shared = shapes.filter((shape) => first.wrongShapes.has(shape)).length;
  return shared >= leastShared * shapes.length;
}

function faultOf(rows: readonly ViewedRow[], comparison: Comparison | undefined, findings: readonly Finding[]): Fault {
  const [first] = rows as [ViewedRow];
  const claims = rows.map(({ claim }) => claim);
  const own = findings
    .filter(({ entry }) => entry.subject.id === first.subject && claims.includes(entry.claim))
    .sort((one, other) => claims.indexOf(one.entry.claim) - claims.indexOf(other.entry.claim));
  return {
    ...{ subject: first.subject, claims },
    violations: rows.reduce((sum, { content }) => sum + content.total, 0),
    guesses: guessesOf(first, claims, comparison, own),
    entries: own.map(({ entry }) => entry.id),
  };
}

/** Claims whose hypotheses leave compensated sums out, which lastbit cannot know of an engine. */
const notCompensated: ReadonlySet<string> = new Set([dotOverflow.id, dotNonFinite.id]);
const compensated =
  'compensated sums (Kahan, Neumaier) give such NaN, because their corrections compute ∞ − ∞; if yours is one, ' +
  'these claims are not about it: name the others, as in `lastbit verify dot-any-order dot-exact-grid`';

function guessesOf(
  row: ViewedRow,
  claims: readonly string[],
  comparison: Comparison | undefined,
  findings: readonly Finding[],
): readonly string[] {
  const inBatch = findings.length > 0 && findings.every(({ entry }) => isOnlyInBatch(entry));
  const special = specialKind(row) !== undefined;
  return [
    ...(comparison === undefined || special ? [] : sameAsAnother(comparison)),
    ...(inBatch ? ['only in a call with several cases: each case alone is right'] : []),
    ...(special ? [] : whereAndWhen(row)),
    ...contentWords(row.content),
    ...(specialKind(row) === 'NaN' && claims.every((claim) => notCompensated.has(claim)) ? [compensated] : []),
  ];
}

/** Fewer cases show too little, and what three convolutions explain alike shows none of them. */
const [fewestCompared, mostAlike] = [3, 2] as const;

function sameAsAnother({ words, cases }: Comparison): readonly string[] {
  if (words.size === 0 || words.size > mostAlike || cases < fewestCompared) return [];
  const compared = `(${cases} of ${cases} wrong cases that were compared)`;
  return [`${sameAsOthers([...words])} ${compared}`];
}

/** Fewer shapes tell nothing about shapes. */
const fewestShapes = 4;

function whereAndWhen({ judged, wrongShapes, wrongBatches }: ViewedRow): readonly string[] {
  const place = placePattern(wrongBatches);
  const pattern = shapePattern([...judged.values()].filter((sample) => sample.isWrong || hasPlace(sample, place)));
  const where = place === undefined ? 'wrong' : `wrong in the ${place.words}`;
  if (judged.size < fewestShapes) return place === undefined ? [] : [where];
  const unknown = `in ${wrongShapes.size} of ${counted(judged.size)}; no simple condition on the shape tells which`;
  if (pattern === undefined) return [`${where}${place === undefined ? '' : ','} ${unknown}`];
  const { words, wrong, meeting, others } = pattern;
  if (words === '') return [`${where}, in every one of ${counted(wrong)}`];
  return [`${where} when ${words}: in ${wrong} of ${counted(meeting)}, and in none of ${others} others`];
}

const hasPlace = ({ shape, operation, cases }: AskedShape, place: PlacePattern | undefined): boolean =>
  place === undefined || place.fits([cases, ...outputShape(shape, operation)]);

const counted = (shapes: number): string => `${shapes} shape${shapes === 1 ? '' : 's'}`;
