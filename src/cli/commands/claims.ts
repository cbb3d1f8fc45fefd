import type { Command } from '@commander-js/extra-typings';
import { allClaims, claimsNamed } from '../../claims/all-claims.ts';
import type { Claim } from '../../claims/claim.ts';
import { refutationText, topicOf } from '../../text/claim-text.ts';
import { claimsMarkdown } from '../../text/claims-markdown.ts';
import { wrapped } from '../../text/format-text.ts';

/** `lastbit claims`: what is promised, proven or refuted, and by what. */
export function claimsCommand(program: Command): void {
  const claims = program.command('claims');
  claims
    .command('list', { isDefault: true })
    .description('every claim with its kind and status')
    .option('--json', 'print one JSON array')
    .option('--markdown', 'print docs/claims.md instead')
    .action(({ json, markdown }) => {
      if (markdown === true) process.stdout.write(claimsMarkdown(allClaims));
      else process.stdout.write(json === true ? jsonOf(allClaims) : `${listLines(allClaims).join('\n')}\n`);
    });
  claims
    .command('show')
    .description('a claim: statement, formula, hypotheses, source, how its bound is attained, what refutes it')
    .argument('<id...>')
    .option('--json', 'print one JSON array')
    .action((ids, { json }) => {
      const chosen = claimsNamed(ids);
      process.stdout.write(
        json === true ? jsonOf(chosen) : `${chosen.map((claim) => showLines(claim).join('\n')).join('\n\n')}\n`,
      );
    });
}

function listLines(claims: readonly Claim[]): readonly string[] {
  const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length));
  const [ids, kinds] = [width(claims.map(({ id }) => id)), width(claims.map(({ kind }) => kind))];
  return claims.flatMap(({ id, kind, status, statement }) => [
    `${id.padEnd(ids)}  ${kind.padEnd(kinds)}  ${status}`,
    ...wrapped(statement, 4),
  ]);
}

function showLines(claim: Claim): readonly string[] {
  const { id, kind, status, statement, formula, hypotheses, source, sharp: attained } = claim;
  const refutation = refutationText(claim);
  const field = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [name, ...wrapped(text, 4)];
  return [
    `${id}: ${kind}, ${status}`,
    ...wrapped(statement, 2),
    ...field('  formula', formula),
    ...field('  hypotheses', hypotheses),
    ...field('  source', source),
    ...field('  attained', attained),
    ...field('  refuted by', refutation?.terms),
    ...(refutation?.results ?? []).map(({ name, result }) => `    ${name} gives ${result}`),
    ...(refutation === undefined ? [] : wrapped(refutation.because, 4)),
    `  to try it: npx lastbit verify ${id}`,
  ];
}

function jsonOf(claims: readonly Claim[]): string {
  const rows = claims.map((claim) => {
    const { id, kind, status, statement, formula, hypotheses, source, sharp: attained } = claim;
    const refutation = claim.kind === 'comparison' ? claim.refutation : undefined;
    return {
      ...{ id, kind, topic: topicOf(claim), status, statement, formula },
      ...{ hypotheses: hypotheses ?? null, source, attained: attained ?? null },
      refutation:
        refutation === undefined
          ? null
          : {
              factors: refutation.factors,
              results: refutationText(claim)!.results,
              because: refutation.because,
            },
    };
  });
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
