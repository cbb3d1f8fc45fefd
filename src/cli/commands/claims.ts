import type { Command } from '@commander-js/extra-typings';
import { allClaims, claimsNamed } from '../../claims/all-claims.ts';
import { claimLines, claimListLines, claimRecord, claimsMarkdown } from '../../text/claims.ts';
import { formatJson } from '../../text/json.ts';

/** `lastbit claims`: what is claimed, and how it was proven or refuted. */
export function claimsCommand(program: Command): void {
  const claims = program.command('claims');
  claims
    .command('list', { isDefault: true })
    .description('List every claim with its kind and status.')
    .option('--json', 'print one JSON array')
    .option('--markdown', 'print docs/claims.md')
    .action(({ json, markdown }) => {
      if (markdown === true) process.stdout.write(claimsMarkdown(allClaims));
      else if (json === true) process.stdout.write(formatJson(allClaims.map(claimRecord)));
      else process.stdout.write(`${claimListLines(allClaims).join('\n')}\n`);
    });
  claims
    .command('show')
    .description('Show claims in full: statement, formula, hypotheses, source, sharpness, and what refutes them.')
    .argument('<id...>', 'ids of claims, as `lastbit claims` lists them')
    .option('--json', 'print one JSON array')
    .action((ids, { json }) => {
      const chosen = claimsNamed(ids);
      const texts = chosen.map((claim) => claimLines(claim).join('\n'));
      process.stdout.write(json === true ? formatJson(chosen.map(claimRecord)) : `${texts.join('\n\n')}\n`);
    });
}
