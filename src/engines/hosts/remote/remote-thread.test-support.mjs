// The other side of a remote tfjs: adds numbers, refuses `refuse`, and says hello first.
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';

const { computeCalls, encodeMessage } = createRequire(import.meta.url)('./tensor-calls.cjs');
const { port, signal } = workerData;
const reply = (message) => {
  port.postMessage(message);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
};
const tensor = (numbers) => ({ numbers, dataSync: () => numbers });
const tf = {
  tidy: (compute) => compute(),
  dispose: () => {},
  getBackend: () => 'fake',
  tensor1d: (numbers, shape) => tensor(Float32Array.from(numbers, (one) => one * shape[0])),
  add: (a, b) => tensor(a.numbers.map((one, index) => one + b.numbers[index])),
  refuse: () => {
    throw new Error('it does not support this');
  },
};
port.on('message', async (request) => reply(await computeCalls(tf, request, () => false)));
reply(encodeMessage({ backend: { version: '1', adapter: process.argv[2] } }, []));
