import { existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTfjsNode, librariesIn, tfjsNodeIn } from '../engines/locations.ts';
import { sha256Of } from '../engines/manifest.ts';
import { CannotInstall } from './cannot-install.ts';
import { runPython } from './python.ts';

/** Does what is left when pip has filled the folder of a library's packages. */
export async function finishLibrary(name: string, packages: string, python: string): Promise<void> {
  if (name === 'torch' && process.platform === 'linux') await standInForCuda(packages, python);
  if (name === 'tensorflow') await shareTensorflow(packages);
}

/** PyTorch's wheel for Linux demands 3 GB of CUDA libraries, of which the processor needs none. */
async function standInForCuda(packages: string, python: string): Promise<void> {
  const script = fileURLToPath(new URL('./torch_stand_ins.py', import.meta.url));
  const { status, stderr } = await runPython(python, [script, packages]);
  if (status === 0) return;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  throw new CannotInstall(
    `writing stand-ins for the CUDA libraries failed (${last})`,
    'npx lastbit engines install torch',
  );
}

/** tfjs-node has the same two libraries from the same wheel: 853 MB that need not lie on the disk twice. */
async function shareTensorflow(packages: string): Promise<void> {
  const installed = findTfjsNode();
  if (installed === undefined) return;
  for (const there of librariesIn(tfjsNodeIn(installed.folder))) {
    const here = join(packages, 'tensorflow', basename(there));
    if (!existsSync(here) || statSync(here).size !== statSync(there).size) continue;
    if ((await sha256Of(here)) !== (await sha256Of(there))) continue;
    try {
      linkSync(there, `${here}.shared`);
    } catch {
      // A file system without links.
      return;
    }
    renameSync(`${here}.shared`, here);
  }
}
