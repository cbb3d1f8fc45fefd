import { createHash } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';
import { findGiven, type PythonLibrary, pythonLibraries } from '../engines/python-engines.ts';
import { UsageError } from '../errors/usage-error.ts';
import { CannotInstall } from './cannot-install.ts';
import type { Component } from './install-component.ts';
import { runPython } from './python.ts';
import { loadLibrary } from './python-component.ts';

/** What `engines install NAME --python PATH` notes: an interpreter of the user that has the library and NumPy. */
export function givenPython(names: readonly string[], path: string): Component {
  const library = pythonLibraries.find(({ name }) => name === names[0]);
  if (names.length !== 1 || library === undefined)
    throw new UsageError(
      `--python ${path}: give one library for Python with it: ${pythonLibraries.map(({ name }) => name).join(', ')}`,
    );
  const program = isAbsolute(path) || !/[/\\]/.test(path) ? path : resolve(path);
  return {
    name: library.name,
    title: `${library.title} of ${path}`,
    find: () => findGiven(library.name, program),
    async build() {
      const details = await ask(library, program);
      const digest = createHash('sha256').update(details.given).digest('hex').slice(0, 12);
      return { folderName: `given-${digest}`, version: details.version, details };
    },
    load: () => loadLibrary(library, { python: program, packages: [] }),
  };
}

async function ask({ name, title, module = name }: PythonLibrary, program: string) {
  const again = `npx lastbit engines install ${name} --python PATH`;
  const question = `
import sys, numpy, ${module} as library
version = getattr(library, "__version__", "unknown").split("+")[0]
print(sys.executable, "%d.%d" % sys.version_info[:2], version, sep="\\n")`;
  const { status, stdout, stderr } = await runPython(program, ['-c', question]);
  const last = stderr.trim().split('\n').at(-1) ?? '';
  if (status === 127) throw new CannotInstall(`there is no program ${program}`, again);
  if (status !== 0)
    throw new CannotInstall(`${program} has no ${title} (${last})`, `${program} -m pip install numpy ${name}`);
  const [given = '', pythonVersion = '', version = ''] = stdout.trim().split('\n').slice(-3);
  return { given, pythonVersion, version };
}
