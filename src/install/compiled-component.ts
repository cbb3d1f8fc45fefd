import type { Component } from './install-component.ts';
export const goComponent: Component = {
  name: 'gonum',
  title: 'gonum',
  find: () => undefined,
  build: () => {
    throw new Error();
  },
  load: async () => {},
};
export const rustComponent: Component = {
  name: 'rust',
  title: 'rust',
  find: () => undefined,
  build: () => {
    throw new Error();
  },
  load: async () => {},
};
