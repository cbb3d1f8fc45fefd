/** What is used of the global object, for which there are types with those of a browser only. */
interface Assembly {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}
/** Missing where Node runs with --jitless. */
const WebAssembly: Assembly | undefined = (globalThis as { readonly WebAssembly?: Assembly }).WebAssembly;

/** A memory for so many bytes; undefined where there is no WebAssembly. */
export function memoryFor(bytes: number): { readonly memory: object; readonly buffer: ArrayBuffer } | undefined {
  if (WebAssembly === undefined) return undefined;
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / 2 ** 16)) });
  return { memory, buffer: memory.buffer };
}

/** What a module exports, as the caller knows it. Of a memory that `memoryFor` made. */
export function instanceOf<T extends object>(module: Uint8Array, memory: object): T {
  const { Module, Instance } = WebAssembly!;
  return new Instance(new Module(module), { host: { memory } }).exports as T;
}
