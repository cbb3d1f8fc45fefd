import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allClaims, metamorphicClaims } from '../claims/all-claims.ts';
import { readWorstCases } from '../cli/commands/hunt/hunt-all.ts';
import { isCaseEntry } from '../corpus/entry.ts';
import { loadBehaviours } from '../corpus/observed-behaviours.ts';
import { loadKnownDefects } from '../corpus/store.ts';
import { readSurveys, surveyFolder } from '../corpus/survey-file.ts';
import { engineTable } from '../engines/engine-table.ts';
import { algorithms } from '../sums/algorithms.ts';
import { atlasPage, atlasPictures } from './atlas-markdown.ts';
import { behavioursMarkdown } from './behaviours-markdown.ts';
import { claimsMarkdown, topicOf, topics } from './claims.ts';
import { enginesMarkdown } from './engines-markdown.ts';
import { worstCasesMarkdown } from './worst-cases-markdown.ts';

test('docs/behaviours.md is what the record says', async () => {
  const recorded = loadBehaviours('corpus');
  expect(recorded?.rows.length).toBeGreaterThan(300);
  await expect(behavioursMarkdown(recorded!, metamorphicClaims)).toMatchFileSnapshot('../../docs/behaviours.md');
});

test('docs/claims.md is what the registry says', async () => {
  await expect(claimsMarkdown(allClaims)).toMatchFileSnapshot('../../docs/claims.md');
});

test('every claim stands on the page once, and every heading has claims', () => {
  const page = claimsMarkdown(allClaims);
  for (const { id } of allClaims) expect(page.split(`### \`${id}\`\n`), id).toHaveLength(2);
  expect(new Set(allClaims.map(topicOf))).toEqual(new Set(Object.keys(topics)));
});

test('docs/worst-cases.md is what its data says', async () => {
  const table = readWorstCases('docs/worst-cases.json');
  expect(table.rows.length).toBeGreaterThan(100);
  await expect(worstCasesMarkdown(table)).toMatchFileSnapshot('../../docs/worst-cases.md');
});

test('docs/engines.md is what the registry and the committed surveys say, on whatever processor', async () => {
  const page = enginesMarkdown(engineTable, algorithms, readSurveys(surveyFolder));
  await expect(page).toMatchFileSnapshot('../../docs/engines.md');
});

const surveys = readSurveys(surveyFolder);
const known = loadKnownDefects('corpus').entries.map(({ entry }) => entry);
const source = { surveys, defects: known.filter(isCaseEntry) };

test.each(engineTable)('the page of $name in docs/engines is what the surveys and the corpus say', async (engine) => {
  await expect(atlasPage(engine, source)).toMatchFileSnapshot(`../../docs/engines/${engine.name}.md`);
});

test('the pictures of the atlas are those of the trees that were found', async () => {
  const pictures = atlasPictures(surveys);
  expect(pictures.size).toBeGreaterThan(20);
  for (const [name, picture] of pictures)
    await expect(picture).toMatchFileSnapshot(`../../docs/pictures/trees/${name}`);
  expect(readdirSync('docs/pictures/trees').sort()).toEqual([...pictures.keys()].sort());
});
