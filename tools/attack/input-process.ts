import { mainHere } from './main-here.ts';

/** The program of an InputWorker: runs commands one after another, and says how each ended. */
process.on('message', async ({ words, folder }: { readonly words: readonly string[]; readonly folder: string }) => {
  process.chdir(folder);
  process.send?.(await mainHere(words));
});
