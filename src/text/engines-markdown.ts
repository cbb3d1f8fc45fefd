import type { Survey } from '../corpus/survey.ts';
import type { EngineEntry } from '../engines/engine-table.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { surveyMarkdown } from './survey-markdown.ts';

/** docs/engines.md: what `lastbit engines list --markdown` prints, made from the registry's own tables. */
export function enginesMarkdown(
  engines: readonly EngineEntry[],
  algorithms: readonly SummationAlgorithm[],
  surveys: readonly Survey[],
): string {
  return `# Engines

Printed by \`npx lastbit engines list --markdown\`; a test compares this page with the registry and with the surveys
in \`corpus/survey\`.
No adapter states in which order or format an engine accumulates: that is found out by probing
(\`npx lastbit reveal\`), and told [below](#how-they-compute) as it was found on one machine. What is installed here, with
versions, is listed by \`npx lastbit engines\`.

A subject is \`<engine>/<operation>[:<format>][@<setting>]\`; binary32 is not written.

## Libraries

${table(
  ['engine', 'library', 'version', 'required', 'comes'],
  engines.map(({ name, library, version, required, installed }) => [
    `\`${name}\``,
    library,
    version,
    required ? 'yes' : 'no',
    installed,
  ]),
)}

${table(
  ['engine', 'operation', 'formats'],
  engines.flatMap(({ name, operations }) =>
    operations.map(({ operation, formats }) => [`\`${name}\``, `\`${operation}\``, formats.join(', ')]),
  ),
)}

${table(
  ['engine', 'setting', 'meaning', 'environment'],
  engines.flatMap(({ name, settings }) =>
    settings.map((setting) => [
      `\`${name}\``,
      setting.name === undefined ? 'none' : `\`@${setting.name}\``,
      setting.meaning,
      environmentText(setting.environment),
    ]),
  ),
)}

## What they decline, and where they are wrong

Found by lastbit at these versions, and checked with programs that use the library alone; see [findings](findings.md).

${engines.flatMap(({ name, notes }) => notes.map((note) => `- \`${name}\`: ${note}`)).join('\n')}

With \`CI=true\` a missing engine of the required set (\`lastbit\` and those marked above) fails a run. Anybody's own program joins
with \`--engine NAME=COMMAND\`; it speaks [the protocol](protocol.md).

## Orders of lastbit

Our own ways to sum, computed in this process: \`lastbit/<order>\`.

${table(
  ['order', 'kind', 'what it does'],
  algorithms.map(({ name, format, summation, description }) => [
    `\`${name}${format === 'binary32' ? '' : `:${format}`}\``,
    summation,
    description,
  ]),
)}
${surveys.map((survey, index) => `\n${surveyMarkdown(survey, surveys.slice(0, index))}`).join('')}`;
}

function environmentText(environment: Readonly<Record<string, string | undefined>>): string {
  const texts = Object.entries(environment).map(([name, value]) =>
    value === undefined ? `\`${name}\` unset` : `\`${name}=${value}\``,
  );
  return texts.length === 0 ? 'as it is' : texts.join(', ');
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}
