import type { Progress } from './progress.ts';

/** What a finished installation says about itself, in `installed.json` of its folder. */
export interface Manifest {
  readonly component: string;
  /** Version of the library that computes. */
  readonly version: string;
  /** Free: what else distinguishes this build, such as the Python that it belongs to. */
  readonly details: Readonly<Record<string, string>>;
  /** Every file, so that a damaged installation is seen: by size always, by checksum when somebody asks to install. */
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Installed {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** What `build` hands over: everything lies in the folder it was given; `folderName` tells builds apart. */
export interface Built {
  readonly folderName: string;
  readonly version: string;
  readonly details: Readonly<Record<string, string>>;
  /** Files whose checksums are known beforehand, so that they need not be read for it. */
  readonly known?: readonly ManifestFile[];
}

/**
 * Something that lastbit can install. `build` fills an empty folder, which is then renamed into the cache in one step;
 * it must not depend on that folder's name, and throws `CannotInstall` where this machine lacks something.
 */
export interface Component {
  readonly name: string;
  /** For people: `NumPy`. */
  readonly title: string;
  /** Whether a complete installation is the one that this lastbit wants, and still usable on this machine. */
  accepts(installed: Installed): boolean;
  build(folder: string, progress: Progress): Promise<Built>;
  /** What must be installed before this is built or linked. */
  readonly needs?: Component;
  /** Makes an installation visible where its users look. Cheap, synchronous, idempotent. */
  link?(installed: Installed): void;
  unlink?(): void;
}
