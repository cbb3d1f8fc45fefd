/** What is asked of a device. */
export interface RevealAsk {
  readonly backend: Backend;
  /** As `lastbit reveal --shape` has it. */
  readonly shape: string;
}

export const backends = ['webgl', 'webgpu', 'wasm'] as const;
export type Backend = (typeof backends)[number];

export type RevealReply =
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'row'; readonly row: DeviceRow }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** How one operation of a backend sums on this device. */
export interface DeviceRow {
  readonly subject: string;
  readonly version: string;
  readonly device: string;
  readonly shape: string;
  /** The summation tree in words, and the arithmetic; or why none was found. */
  readonly summary: string;
  readonly arithmetic: string;
  readonly tree: string | null;
  readonly replayed: string;
}
