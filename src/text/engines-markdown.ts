import type { Survey } from '../corpus/survey.ts';
import type { EngineEntry, EngineSetting } from '../engines/engine-entry.ts';
import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { grouped, markdownTable } from './layout.ts';
import { surveyMarkdown } from './survey-markdown.ts';

/** docs/engines.md: what `lastbit engines list --markdown` prints. */
export function enginesMarkdown(
  engines: readonly EngineEntry[],
  algorithms: readonly SummationAlgorithm[],
  surveys: readonly Survey[],
): string {
  return `# Engines

Printed by \`npx lastbit engines list --markdown\`; a test compares this page with the registry and with the surveys
in \`corpus/survey\`. No adapter states in which order or format an engine accumulates: probing finds that out
(\`npx lastbit reveal\`). [Below](#how-they-compute) is what it found, in a line for each subject; each engine has a
page with its trees:
${engines.map(({ name }) => `[${name}](engines/${name}.md)`).join(', ')}. \`npx lastbit engines\` lists
what is installed here, with versions.

A subject is \`<engine>/<operation>[:<format>][@<setting>]\`; binary32 is not written.

## Libraries

${markdownTable(
  ['engine', 'library', 'version', 'required', 'comes'],
  engines.map(({ name, library, version, required, installed }) => [
    `\`${name}\``,
    library,
    version,
    required ? 'yes' : 'no',
    installed,
  ]),
)}

${markdownTable(
  ['engine', 'operation', 'formats'],
  engines.flatMap(({ name, operations }) =>
    operations.map(({ operation, formats }) => [`\`${name}\``, `\`${operation}\``, formats.join(', ')]),
  ),
)}

${markdownTable(
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

Found by lastbit at these versions, and checked by programs that use the library alone; see [findings](findings.md).

${engines.flatMap(({ name, notes }) => notes.map((note) => `- \`${name}\`: ${note}`)).join('\n')}

With \`CI=true\` a run fails if an engine of the required set (\`lastbit\` and those marked above) is missing. Your own
program joins with \`--engine NAME=COMMAND\`; it speaks [the protocol](protocol.md).

## Algorithms of lastbit

Our own summation algorithms, computed in this process, are the subjects \`lastbit/<algorithm>\`.

${markdownTable(
  ['algorithm', 'kind', 'what it does'],
  algorithms.map(({ name, format, summation, description }) => [
    `\`${name}${format === 'binary32' ? '' : `:${format}`}\``,
    summation,
    description,
  ]),
)}
${surveys.map((survey, index) => `\n${surveyMarkdown(survey, surveys.slice(0, index))}`).join('')}`;
}

/** What an engine is and offers, for its own page. */
export function engineFacts({ name, library, version, operations, settings, installed }: EngineEntry): string {
  return `- engine \`${name}\`: ${library}, version ${version}
- comes ${installed}
${operationLines(operations)}
${settings.map(settingLine).join('\n')}`;
}

/** A line for each list of formats. */
function operationLines(operations: EngineEntry['operations']): string {
  return [...grouped(operations, ({ formats }) => formats.join(', '))]
    .map(([formats, some]) => `- in ${formats}: ${some.map(({ operation }) => `\`${operation}\``).join(', ')}`)
    .join('\n');
}

function settingLine({ name, meaning, environment }: EngineSetting): string {
  const which = name === undefined ? 'as it is' : `\`@${name}\``;
  return `- ${which}: ${meaning}; environment: ${environmentText(environment)}`;
}

function environmentText(environment: Readonly<Record<string, string | undefined>>): string {
  const texts = Object.entries(environment).map(([name, value]) =>
    value === undefined ? `\`${name}\` unset` : `\`${name}=${value}\``,
  );
  return texts.length === 0 ? 'as it is' : texts.join(', ');
}
