import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../places/places.ts';

/** The version in package.json. */
export const version: string = JSON.parse(readFileSync(join(places.program, 'package.json'), 'utf8')).version;
