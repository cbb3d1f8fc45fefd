import { expect, test } from 'vitest';
import { readSurveys, surveyFolder } from '../corpus/survey-file.ts';
import { engineTable } from '../engines/engine-table.ts';
import { algorithms } from '../sums/algorithms.ts';
import { enginesMarkdown } from './engines-markdown.ts';

test('docs/engines.md is what the registry and the committed surveys say, on whatever processor', async () => {
  await expect(enginesMarkdown(engineTable, algorithms, readSurveys(surveyFolder))).toMatchFileSnapshot(
    '../../docs/engines.md',
  );
});
