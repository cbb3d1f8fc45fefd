import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder, type Installed } from '../engines/locations.ts';
import { CannotInstall } from './cannot-install.ts';
import type { Component } from './install-component.ts';

/**
 * A small component that stands for the large ones: two files, written with a pause in between. It notes every
 * beginning in `journal`, and while the file `hold` exists it goes no further than half way. It loads where the second
 * file is whole.
 */
export function fakeComponent(journal?: string, hold?: string): Component {
  const folder = join(cacheFolder(), 'fake', '1.0-here');
  const installed: Installed = { folder, version: '1.0', details: {}, libraries: [] };
  return {
    name: 'fake',
    title: 'Fake',
    find: () => (existsSync(join(folder, 'installed.json')) ? installed : undefined),
    async build(folder) {
      if (journal !== undefined) appendFileSync(journal, `${process.pid}\n`);
      writeFileSync(join(folder, 'first'), 'x'.repeat(1000));
      while (hold !== undefined && existsSync(hold)) await sleep(10);
      writeFileSync(join(folder, 'second'), 'y'.repeat(2000));
      return { folderName: '1.0-here', version: '1.0', details: {} };
    },
    async load(folder) {
      const second = join(folder, 'second');
      if (!existsSync(second) || readFileSync(second, 'utf8').length !== 2000)
        throw new CannotInstall('the second file is not whole', 'wait');
    },
  };
}
