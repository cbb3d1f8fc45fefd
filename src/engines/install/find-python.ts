import { CannotInstall } from './cannot-install.ts';
import { installHint } from './install-hint.ts';
import { runCommand } from './run-command.ts';

/** A Python 3 of this machine, as it describes itself. */
export interface Python {
  readonly program: string;
  /** Major and minor: `3.11`. */
  readonly version: string;
  readonly implementation: string;
  readonly pip: boolean;
  readonly ensurepip: boolean;
}

const question =
  'import sys, json, platform; from importlib.util import find_spec as f; print(json.dumps({"program": sys.executable, ' +
  '"version": "%d.%d" % sys.version_info[:2], "implementation": platform.python_implementation(), ' +
  '"pip": f("pip") is not None, "ensurepip": f("ensurepip") is not None and f("venv") is not None}))';

/** The Python named by LASTBIT_PYTHON, else the first `python3` or `python` on PATH that is a Python 3. */
export async function findPython(): Promise<Python> {
  const chosen = process.env.LASTBIT_PYTHON;
  for (const program of chosen ? [chosen] : ['python3', 'python']) {
    const { status, stdout } = await runCommand(program, ['-c', question]);
    if (status !== 0) continue;
    const python = JSON.parse(stdout) as Python;
    if (python.version.startsWith('3.')) return python;
  }
  if (chosen)
    throw new CannotInstall(
      `LASTBIT_PYTHON=${chosen} is no Python 3`,
      'set LASTBIT_PYTHON to the path of a python3, or unset it',
    );
  throw new CannotInstall('no python3 on PATH', installHint(['python3', 'python3-pip']));
}
