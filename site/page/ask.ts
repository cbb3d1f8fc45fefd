import type { LinkedCase } from '../../src/link/linked-case.ts';
import type { Ask, Reply } from './messages.ts';

interface Sources {
  readonly worker?: string;
  readonly engines?: string;
}

const sources = (): Sources => (globalThis as { lastbitSources?: Sources }).lastbitSources ?? {};
const loading = new Map<string, Promise<string>>();

/** The text of a worker, which a script of the page holds: a page from disk may not load a worker from a file. */
function sourceOf(name: keyof Sources): Promise<string> {
  const found = loading.get(name) ?? load(name);
  loading.set(name, found);
  return found;
}

function load(name: keyof Sources): Promise<string> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = `${name}.js`;
    script.onload = () => resolve(sources()[name] ?? '');
    script.onerror = () => {
      loading.delete(name);
      reject(new Error(`${name}.js is not beside this page; download the whole folder`));
    };
    document.head.append(script);
  });
}

export async function startWorker(name: keyof Sources): Promise<Worker> {
  const address = URL.createObjectURL(new Blob([await sourceOf(name)], { type: 'text/javascript' }));
  try {
    return new Worker(address);
  } finally {
    // The worker has its own hold on the text once it runs.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

let worker: Promise<Worker> | undefined;
let last = 0;
let isBusy = false;

/** Loads the worker before it is needed. */
export function warmUp(): void {
  worker ??= startWorker('worker');
}

/** Asks; a question that is still being answered is given up. `hear` gets every reply to this question only. */
export async function ask(asked: LinkedCase, hear: (reply: Reply) => void): Promise<void> {
  const id = ++last;
  if (isBusy) {
    worker?.then((one) => one.terminate()).catch(() => {});
    worker = undefined;
  }
  isBusy = true;
  worker ??= startWorker('worker');
  const refuse = (message: string): void => {
    if (id !== last) return;
    isBusy = false;
    worker = undefined;
    hear({ id, kind: 'refused', message });
  };
  try {
    const here = await worker;
    if (id !== last) return;
    here.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.id !== last) return;
      if (data.kind === 'explained' || data.kind === 'judged' || data.kind === 'refused') isBusy = false;
      hear(data);
    };
    here.onerror = ({ message }) => refuse(`this page failed: ${message}; the arrays may be too large for it`);
    here.postMessage({ id, asked } satisfies Ask);
  } catch (error) {
    refuse((error as Error).message);
  }
}
