import { fileURLToPath } from 'node:url';
import type { Component } from './component.ts';
import { pythonComponent } from './python-component.ts';

/** The last NumPy that supports each CPython; 3.11 to 3.14 share one, so that their answers are the same library's. */
export const versionOfPython: Readonly<Record<string, string>> = {
  '3.10': '2.2.6',
  '3.11': '2.4.6',
  '3.12': '2.4.6',
  '3.13': '2.4.6',
  '3.14': '2.4.6',
};

export const numpyComponent: Component = pythonComponent({
  name: 'numpy',
  title: 'NumPy',
  module: 'numpy',
  requirements: fileURLToPath(new URL('./requirements-numpy.txt', import.meta.url)),
  versionFor: (python) => versionOfPython[python],
  pythons: '3.10 to 3.14',
});
