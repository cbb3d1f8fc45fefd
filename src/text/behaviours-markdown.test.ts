import { expect, test } from 'vitest';
import { behaviourClaims } from '../claims/behaviour-claims.ts';
import { loadBehaviours } from '../corpus/observed-behaviours.ts';
import { behavioursMarkdown } from './behaviours-markdown.ts';

test('docs/behaviours.md is what the record says', async () => {
  const recorded = loadBehaviours('corpus');
  expect(recorded?.rows.length).toBeGreaterThan(300);
  await expect(behavioursMarkdown(recorded!, behaviourClaims)).toMatchFileSnapshot('../../docs/behaviours.md');
});
