import type { Component } from './component.ts';
import { numpyComponent } from './numpy-component.ts';
import { tfjsNodeComponent } from './tfjs-node-component.ts';

/** What `lastbit engines install` installs. Each has the name of the engine that needs it; the other engines come with npm. */
export const components: readonly Component[] = [tfjsNodeComponent, numpyComponent];
