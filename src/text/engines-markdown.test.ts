import { expect, test } from 'vitest';
import { engineTable } from '../engines/engine-table.ts';
import { algorithms } from '../sums/algorithms.ts';
import { readSurvey } from '../survey/survey-file.ts';
import { enginesMarkdown } from './engines-markdown.ts';

test('docs/engines.md is what the registry and the committed survey say, on whatever processor', async () => {
  await expect(enginesMarkdown(engineTable, algorithms, readSurvey('docs/revealed.json'))).toMatchFileSnapshot(
    '../../docs/engines.md',
  );
});
