import { expect, test } from 'vitest';
import { metamorphicClaims } from '../claims/metamorphic-claims.ts';
import { loadBehaviours } from '../corpus/observed-behaviours.ts';
import { behavioursMarkdown } from './behaviours-markdown.ts';

test('docs/behaviours.md is what the record says', async () => {
  const recorded = loadBehaviours('corpus');
  expect(recorded?.rows.length).toBeGreaterThan(300);
  await expect(behavioursMarkdown(recorded!, metamorphicClaims)).toMatchFileSnapshot('../../docs/behaviours.md');
});
