import { fakeComponent } from './fake-component.test-support.ts';
import { installComponent } from './install-component.ts';
import { progressOnStderr } from './progress.ts';

/** A program: installs the fake component. Words: the journal, and the file that holds it half way. */
const [journal, hold] = process.argv.slice(2);
await installComponent(fakeComponent(journal, hold), progressOnStderr());
