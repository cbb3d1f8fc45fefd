import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '@commander-js/extra-typings';
import { shown } from '../../../errors/shown.ts';
import { nearestText, UsageError } from '../../../errors/usage-error.ts';

const templates = fileURLToPath(new URL('../../../conformance/templates/', import.meta.url));
const languages = ['python', 'c', 'rust', 'go', 'js'] as const;

/** `lastbit engines new`: a program that speaks the protocol, to put a kernel into. */
export function registerNew(engines: Command): void {
  engines
    .command('new')
    .description('Write an engine that works, of less than 60 lines, to put your own kernel into.')
    .requiredOption('--lang <language>', languages.join(', '))
    .argument('<folder>', 'where to; it must be empty, or not be there yet')
    .action((folder, { lang }) => {
      if (!(languages as readonly string[]).includes(lang)) {
        const near = nearestText(lang, languages);
        throw new UsageError(`--lang ${shown(lang)}: not ${languages.join(', ')}; did you mean ${near}?`);
      }
      mkdirSync(folder, { recursive: true });
      if (readdirSync(folder).length > 0)
        throw new UsageError(`engines new ${shown(folder)}: the folder is not empty; give another one`);
      const from = join(templates, lang);
      for (const name of readdirSync(from)) writeFileSync(join(folder, name), readFileSync(join(from, name)));
      const readme = join(folder, 'README.md');
      process.stderr.write(`written: ${readdirSync(folder).join(', ')}\n`);
      process.stdout.write(readFileSync(readme, 'utf8'));
    });
}
