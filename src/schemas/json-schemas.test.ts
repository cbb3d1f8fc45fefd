import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printedSchemas, schemaText } from './json-schemas.test-support.ts';

// `npm run schemas` writes the files anew.
test.each(printedSchemas)('$path is what the schema in the code prints', async (printed) => {
  await expect(schemaText(printed)).toMatchFileSnapshot(`../../${printed.path}`);
});

test('no JSON Schema is written by hand', () => {
  const files = ['docs', 'corpus/schema'].flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  const schemas = files.filter((name) => name.endsWith('.schema.json'));
  expect(schemas.sort()).toEqual(printedSchemas.map(({ path }) => path).sort());
});
