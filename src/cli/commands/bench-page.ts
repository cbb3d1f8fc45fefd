import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { UsageError } from '../../errors/usage-error.ts';
import { places } from '../../places/places.ts';

/** `lastbit bench page`: what the page in the browser weighs and how fast it is. Only a checkout has its sources. */
export function benchPageCommand(bench: Pick<CommandUnknownOpts, 'command'>): void {
  bench
    .command('page')
    .description('How large is the page that answers in a browser, and how long does it take?')
    .action(() => {
      const script = join(places.program, 'tools', 'page', 'bench-page.ts');
      if (!existsSync(script)) throw new UsageError('bench page: only a checkout has the sources of the page');
      const loader = join(places.program, 'bin', 'run-typescript.js');
      const { status } = spawnSync(process.execPath, ['--import', loader, script], { stdio: 'inherit' });
      process.exitCode = status ?? 1;
    });
}
