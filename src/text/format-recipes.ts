import type { Recipe } from '../explain/explanation.ts';
import { formatCount } from './format-number.ts';
import { wrapped } from './format-text.ts';
import { type Column, tableLines } from './table.ts';

const columns: readonly Column<Recipe>[] = [
  { title: 'recipe', align: 'left', cell: ({ name }) => name },
  { title: 'same bits', align: 'left', cell: ({ equal, tried }) => `${formatCount(equal)} of ${formatCount(tried)}` },
  { title: 'cost', align: 'point', cell: ({ relativeCost }) => `${relativeCost.toFixed(1)}` },
];

/** How to make two ways of computing agree: what was tried, how often it worked, what it costs, what is guaranteed. */
export function recipeLines(recipes: readonly Recipe[]): readonly string[] {
  if (recipes.length === 0) return [];
  return [
    '',
    'Making them equal: two ways under each recipe, on random cases of this shape; cost relative to a plain binary32 loop',
    ...tableLines(columns, recipes).map((line) => `  ${line}`),
    ...recipes.flatMap(detailLines),
  ];
}

/** What is guaranteed, what was compared, and how real engines fared under the recipe. */
function detailLines({ name, ways, guarantee, engines }: Recipe): readonly string[] {
  return [
    '',
    ...wrapped(`${name}: ${guarantee}.`, 2),
    ...wrapped(`tried: ${ways[0]} | ${ways[1]}`, 4),
    ...engines.flatMap(({ first, second, equal, tried }) =>
      wrapped(`${first} | ${second}: ${formatCount(equal)} of ${formatCount(tried)}`, 4),
    ),
  ];
}
