import type { Command } from '@commander-js/extra-typings';
import { places } from '../../places/places.ts';
import { type AimOptions, aimOptions } from '../aim.ts';
import type { EngineOptions } from '../open-engines.ts';
import { append } from '../options.ts';
import { engineOption, engineStartTimeoutOption, engineTimeoutOption } from '../subject-options.ts';
import { claimsOption } from '../user-claims.ts';

/** What a campaign tries and by which engines, as texts. */
export interface TriedOptions extends AimOptions, EngineOptions {
  readonly subject?: readonly string[] | undefined;
  readonly seed?: string | undefined;
  readonly corpus: string;
  readonly claims?: readonly string[] | undefined;
}

/**
 * Adds the arguments and options by which `verify`, `fuzz` and `campaign add` are told what to try: one list, so that
 * each campaign of one machine can also run on many.
 */
export function withTriedOptions(command: Command): Command<[string[]], Pick<TriedOptions, keyof TriedOptions>> {
  return command
    .argument('[claims...]', 'ids of claims, as `lastbit claims` lists them; by default all')
    .option(...aimOptions.subject, append)
    .option(...aimOptions.shape, append)
    .option(...aimOptions.stride)
    .option(...aimOptions.dilation)
    .option(...aimOptions.padding, append)
    .option(...aimOptions.terms)
    .option(...aimOptions.op)
    .option('--seed <n>', 'the seed of all random numbers')
    .option('--corpus <folder>', 'the folder where known defects are read and counterexamples written', places.corpus)
    .option(...claimsOption, append)
    .option(...engineOption)
    .option(...engineTimeoutOption)
    .option(...engineStartTimeoutOption);
}
