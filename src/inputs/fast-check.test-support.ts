import fc from 'fast-check';
import { fastCheckRandom } from './random.ts';

/** Every test with fast-check draws from the one random source; vitest.config.ts names this file as a setup. */
fc.configureGlobal({ randomType: fastCheckRandom });
