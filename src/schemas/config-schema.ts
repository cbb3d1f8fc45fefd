import * as v from 'valibot';
import { positive, text, whole } from '../corpus/schema-parts.ts';

/**
 * What lastbit.config.json, or the default export of lastbit.config.js, says. docs/config.schema.json is printed from
 * it.
 */
export interface Config {
  readonly $schema?: string | undefined;
  readonly engines?: Readonly<Record<string, string>> | undefined;
  readonly engineTimeout?: number | undefined;
  readonly engineStartTimeout?: number | undefined;
  readonly jobs?: number | undefined;
  readonly claims?: readonly string[] | undefined;
  readonly corpus?: string | undefined;
  readonly queue?: string | undefined;
  readonly seeds?: { readonly [command in SeededCommand]?: number | undefined } | undefined;
  readonly aim?: ConfiguredAim | undefined;
  readonly limits?: { readonly cases?: number | undefined; readonly seconds?: number | undefined } | undefined;
}

/** Where verify, fuzz and campaign add look, as texts of their options. */
export interface ConfiguredAim {
  readonly shapes?: readonly string[] | undefined;
  readonly stride?: string | undefined;
  readonly dilation?: string | undefined;
  readonly padding?: readonly string[] | undefined;
  readonly terms?: string | undefined;
  readonly op?: string | undefined;
}

/** The commands whose seed a configuration may give. */
export type SeededCommand = 'verify' | 'fuzz' | 'start' | 'behaviours' | 'explain' | 'reveal';

const seed = v.optional(whole);
const described = <T extends v.GenericSchema>(schema: T, words: string) => v.pipe(schema, v.description(words));

export const configSchema: v.GenericSchema<unknown, Config> = v.strictObject({
  $schema: v.optional(described(text, 'For editors; not read.')),
  engines: v.optional(
    described(
      v.record(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'not letters, digits and . _ -')), text),
      'Your own programs, which speak docs/protocol.md: a name, and the command line, as --engine takes them.',
    ),
  ),
  engineTimeout: v.optional(
    described(positive, 'How long an engine may take for one answer, in seconds, as --engine-timeout takes it.'),
  ),
  engineStartTimeout: v.optional(
    described(positive, 'How long an engine may take to start, in seconds, as --engine-start-timeout takes it.'),
  ),
  jobs: v.optional(described(positive, 'How many processes work at once, as --jobs takes it.')),
  claims: v.optional(
    described(v.array(text), 'Modules with your own claims, as --claims takes them; from the folder of this file.'),
  ),
  corpus: v.optional(described(text, 'The corpus folder, as --corpus takes it; from the folder of this file.')),
  queue: v.optional(
    described(text, 'The broker of `lastbit campaign`, as --queue takes it; LASTBIT_QUEUE stands above it.'),
  ),
  seeds: v.optional(
    described(
      v.strictObject({ verify: seed, fuzz: seed, start: seed, behaviours: seed, explain: seed, reveal: seed }),
      'The seed of each command, as --seed takes it.',
    ),
  ),
  aim: v.optional(
    described(
      v.strictObject({
        ...{ shapes: v.optional(v.array(text)), padding: v.optional(v.array(text)) },
        ...{ stride: v.optional(text), dilation: v.optional(text), terms: v.optional(text), op: v.optional(text) },
      }),
      'Where verify, fuzz and campaign add look, as --shape, --stride, --dilation, --padding, --terms and --op say.',
    ),
  ),
  limits: v.optional(
    described(
      v.strictObject({ cases: v.optional(positive), seconds: v.optional(positive) }),
      'When verify and fuzz stop, as --cases and --seconds say.',
    ),
  ),
});
