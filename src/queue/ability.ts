import { existsSync, statSync } from 'node:fs';
import { processor } from '../engines/machine.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { splitWords } from '../engines/user-engine.ts';
import { line } from '../errors/printable.ts';
import { readInput } from '../files/read-input.ts';
import { sha256 } from './canonical.ts';
import type { Ability, MachineKind } from './records.ts';

/** What a process has to judge with: a worker may have more than a campaign asks for. */
export interface Means {
  readonly subjects: readonly { readonly id: string; readonly version: string }[];
  readonly claimFiles: readonly string[];
  /** The commands of the user's own engines, by name. */
  readonly engines: Readonly<Record<string, string>>;
}

/** The ability of this process. Files are named by their hashes, so that nothing of theirs leaves the machine. */
export function abilityOf({ subjects, claimFiles, engines }: Means): Ability {
  const byId = subjects.map(({ id, version }) => ({ id, version })).sort((one, other) => order(one.id, other.id));
  return {
    ...{ lastbit: lastbitVersion, architecture: process.arch, subjects: byId },
    claimFiles: claimFiles.map(hashOf).sort(order),
    engines: Object.entries(engines)
      .map(([name, command]) => ({ name, files: splitWords(command).filter(isFile).map(hashOf) }))
      .sort((one, other) => order(one.name, other.name)),
  };
}

/** The kind of this machine. */
export function machineKind(): MachineKind {
  const { cpu, cpuFeatures } = processor();
  return { architecture: process.arch, processor: cpu, features: cpuFeatures, node: process.version };
}

/** Why a process of one ability cannot serve a queue of another one; undefined if it can. */
export function whyNot(wanted: Ability, own: Ability): string | undefined {
  if (wanted.lastbit !== own.lastbit) return line`it wants lastbit ${wanted.lastbit}, this is ${own.lastbit}`;
  if (wanted.architecture !== own.architecture)
    return line`it wants the architecture ${wanted.architecture}, this is ${own.architecture}`;
  for (const { id, version } of wanted.subjects) {
    const here = own.subjects.find((subject) => subject.id === id);
    if (here === undefined) return line`it wants ${id} ${version}, which is missing here`;
    if (here.version !== version) return line`it wants ${id} ${version}, here it is ${here.version}`;
  }
  const claims = wanted.claimFiles.find((hash) => !own.claimFiles.includes(hash));
  if (claims !== undefined) return `it wants a file of --claims with the sha256 ${claims.slice(0, 16)}…`;
  for (const { name, files } of wanted.engines) {
    const here = own.engines.find((engine) => engine.name === name);
    if (here === undefined) return line`it wants --engine ${name}=…, which is not given here`;
    if (here.files.join() !== files.join()) return line`the files of --engine ${name} differ here`;
  }
  return undefined;
}

/** An ability in a few words. */
export function abilityText({ lastbit, architecture, subjects }: Ability): string {
  const engines = new Map(subjects.map(({ id, version }) => [`${id.split('/')[0]} ${version}`, id]));
  return line`lastbit ${lastbit} ${architecture} with ${[...engines.keys()].join(', ')}`;
}

const order = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** Programs are larger than files of text. */
const largestFile = 2 ** 30;

/** The sha256 of a file. Throws a UsageError if it cannot be read. */
export const hashOf = (path: string): string => sha256(readInput(path, largestFile));
const isFile = (word: string): boolean => existsSync(word) && statSync(word).isFile();
