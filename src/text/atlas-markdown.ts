import type { CorpusEntry } from '../corpus/entry.ts';
import type { Survey, SurveyRow } from '../corpus/survey.ts';
import { isSameProcessor, surveyName } from '../corpus/survey-file.ts';
import type { EngineEntry } from '../engines/engine-entry.ts';
import { surveyRules } from '../survey/survey-rules.ts';
import { agreementWithOthers } from './atlas-agreement.ts';
import { changesWithShape } from './atlas-changes.ts';
import { engineFacts } from './engines-markdown.ts';
import { grouped } from './layout.ts';
import { subjectNames } from './subject-names.ts';
import { machineLines, ruleWords, subjectSection, summaryTable, surveyWords } from './survey-markdown.ts';
import { treePicture, treePictureName } from './tree-pictures.ts';

/** What the atlas is drawn from. */
export interface AtlasSource {
  readonly surveys: readonly Survey[];
  /** The recorded defects of all engines. */
  readonly defects: readonly CorpusEntry[];
}

/**
 * docs/engines/<engine>.md: how one engine computes on each surveyed processor, where it is wrong, and which other
 * engines give the same bits.
 */
export function atlasPage(engine: EngineEntry, { surveys, defects }: AtlasSource): string {
  const own = surveys.flatMap((survey) => {
    const rows = survey.rows.filter(({ subject }) => engineOf(subject) === engine.name);
    const switches = Object.fromEntries(Object.entries(survey.switches).filter(([name]) => name === engine.name));
    return rows.length === 0 ? [] : [{ ...survey, rows, switches }];
  });
  const parts = own.map((survey, index) =>
    machineSection(survey, own.slice(0, index), surveys.find((one) => isSameProcessor(one, survey))?.rows ?? []),
  );
  return `# ${engine.library}

Printed from \`corpus/survey\` and the corpus by \`npx lastbit reveal --all\`; a test compares. [Engines](../engines.md)
lists all of them.

${engineFacts(engine)}

${own.length === 0 ? noSurvey : parts.join('\n')}
## Where it is wrong

${defectLines(
  engine,
  defects.filter(({ subject }) => engineOf(subject.id) === engine.name),
)}
`;
}

const noSurvey = 'No processor has been surveyed with this engine yet: `npx lastbit reveal --all` does it.\n';

/** The pictures that the pages show, by the name of their file. */
export function atlasPictures(surveys: readonly Survey[]): ReadonlyMap<string, string> {
  const trees = surveys.flatMap(({ rows }) => rows.flatMap(({ groups }) => groups.flatMap(treeOf)));
  const pictures = [...new Set(trees)].flatMap((name) => {
    const picture = treePicture(name);
    return picture === undefined ? [] : [[treePictureName(name), picture] as const];
  });
  return new Map(pictures);
}

const engineOf = (subject: string): string => subject.split('/')[0]!;
const treeOf = (group: SurveyRow['groups'][number]): readonly string[] =>
  group.explained && group.summary !== null ? [group.summary] : [];

function machineSection(survey: Survey, before: readonly Survey[], all: readonly SurveyRow[]): string {
  const { cpu, rows } = survey;
  const subjects = [...grouped(rows, ({ subject }) => subject).values()];
  const trees = [...new Set(rows.flatMap(({ groups }) => groups.flatMap(treeOf)))].filter(
    (name) => treePicture(name) !== undefined,
  );
  const pictures = trees.map((name) => `![${name}](../pictures/trees/${treePictureName(name)})`);
  return `## On ${cpu}

${surveyWords(rows)} The data: [${surveyName(survey)}](../../corpus/survey/${surveyName(survey)}).

${machineLines(survey)}

${summaryTable(survey, before, '')}

### What changes with the shape on ${cpu}

${changesWithShape(rows)}

### How to make it agree with another engine on ${cpu}

${agreementWithOthers(rows, all)}

### Its trees on ${cpu}

Examples with few terms; the leaves are numbered in the order kernel row, kernel column, channel.

${pictures.length === 0 ? 'None has a named pattern.' : pictures.join('\n')}

### Its rules on ${cpu}

${ruleWords}

${subjects.map((some) => subjectSection(some, surveyRules(some))).join('\n\n')}
`;
}

/** The notes of the engine, then every recorded defect with the command that shows it again. */
function defectLines({ notes }: EngineEntry, defects: readonly CorpusEntry[]): string {
  const noted = defects.flatMap((entry) => (entry.note === undefined ? [] : [{ ...entry, note: entry.note }]));
  const told = [...grouped(noted, ({ note }) => note)].map(([note, some]) => {
    const subjects = subjectNames([...new Set(some.map(({ subject }) => subject.id))], 0);
    const versions = [...new Set(some.map(({ subject }) => subject.version))].join(', ');
    const entries = some.map(({ claim, id }) => `[${id}](../../corpus/${claim}/${id}.json)`).join(', ');
    return `- \`${subjects}\` ${versions}: ${note} Corpus: ${entries}.`;
  });
  const lines = [...notes.map((note) => `- ${note}`), ...told];
  if (lines.length === 0) return 'No defect is recorded.';
  const replay = told.length === 0 ? '' : '\n\n`npx lastbit corpus replay ID` shows one of them again.';
  return `${lines.join('\n')}${replay}`;
}
