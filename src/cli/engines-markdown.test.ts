import { expect, test } from 'vitest';
import { engineTable } from '../engines/engine-table.ts';
import { orders } from '../orders/all-orders.ts';
import { enginesMarkdown } from './engines-markdown.ts';

test('docs/engines.md is what the registry says', async () => {
  await expect(enginesMarkdown(engineTable, orders)).toMatchFileSnapshot('../../docs/engines.md');
});
