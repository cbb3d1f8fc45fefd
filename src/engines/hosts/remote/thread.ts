import { type MessagePort, workerData } from 'node:worker_threads';
import { openBrowserPage } from './browser-page.ts';
import { openDawn } from './dawn.ts';
import { tensorCalls } from './remote-tensorflow.ts';

/** Flags of tfjs from the environment, as in `WEBGL_PACK:false,WEBGL_CPU_FORWARD:false`. */
function flagsOfSetting(): Readonly<Record<string, boolean | number>> {
  const pairs = (process.env.LASTBIT_TFJS_FLAGS ?? '').split(',').filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => pair.split(':')).map(([name, value]) => [name, JSON.parse(value!)]));
}

/** The thread beside a host: opens the calculator of its engine, and answers one request after another. */
export async function serveCalls(engine: string, words: readonly string[]): Promise<void> {
  const { port, signal } = workerData as { readonly port: MessagePort; readonly signal: Int32Array };
  const reply = (message: ArrayBuffer): void => {
    port.postMessage(message);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  const say = (header: object): void => reply(tensorCalls.encodeMessage(header, []));
  try {
    const [folder = '', browser = ''] = words;
    const flags = flagsOfSetting();
    const calculator = await (engine === 'tfjs-dawn'
      ? openDawn(folder, flags)
      : openBrowserPage(engine, folder, browser, flags));
    const gone = calculator.gone.then((reason) => tensorCalls.encodeMessage({ gone: reason }, []));
    port.on('message', (request: ArrayBuffer) => {
      Promise.race([calculator.compute(request), gone]).then(reply);
    });
    say({ backend: calculator.backend });
  } catch (error) {
    say({ gone: (error as Error).message.split('\n')[0] ?? '' });
  }
}
