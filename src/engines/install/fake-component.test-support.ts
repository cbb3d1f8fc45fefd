import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Component } from './component.ts';

/**
 * A small component that stands for the large ones: two files, written with a pause in between. It notes every beginning in `journal`, and
 * while the file `hold` exists it goes no further than half way.
 */
export function fakeComponent(journal?: string, hold?: string): Component {
  return {
    name: 'fake',
    title: 'Fake',
    accepts: ({ manifest }) => manifest.version === '1.0',
    async build(folder) {
      if (journal !== undefined) appendFileSync(journal, `${process.pid}\n`);
      writeFileSync(join(folder, 'first'), 'x'.repeat(1000));
      while (hold !== undefined && existsSync(hold)) await sleep(10);
      writeFileSync(join(folder, 'second'), 'y'.repeat(2000));
      return { folderName: '1.0-here', version: '1.0', details: {} };
    },
  };
}
