import { expect, test } from 'vitest';
import { readSurvey } from '../corpus/survey-file.ts';
import { engineTable } from '../engines/engine-table.ts';
import { orders } from '../orders/all-orders.ts';
import { enginesMarkdown } from './engines-markdown.ts';

test('docs/engines.md is what the registry and the committed survey say, on whatever processor', async () => {
  await expect(enginesMarkdown(engineTable, orders, readSurvey('docs/revealed.json'))).toMatchFileSnapshot(
    '../../docs/engines.md',
  );
});
