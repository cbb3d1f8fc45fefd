export { Rng, randomOf as rngOf } from './random.ts';
