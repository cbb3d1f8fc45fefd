import { spawnSync } from 'node:child_process';

/**
 * The Python that tests start, as a path: `python3` may be a script that looks for Python first, as pyenv's is, which
 * takes longer than the start of Python.
 */
export const python: string = findPython();

function findPython(): string {
  const program = process.env.LASTBIT_PYTHON || 'python3';
  const { stdout } = spawnSync(program, ['-S', '-E', '-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return stdout?.trim() || program;
}
