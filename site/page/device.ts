import { startWorker } from './ask.ts';
import { byId, copyButton, h, scrolling } from './dom.ts';
import { type Backend, backends, type DeviceRow, type RevealAsk, type RevealReply } from './engines/messages.ts';

const words: Readonly<Record<Backend, string>> = {
  webgl: 'WebGL, on your GPU',
  webgpu: 'WebGPU, on your GPU',
  wasm: 'WebAssembly, on your CPU',
};
const shapes = [
  ['3x3', '9 terms'],
  ['5x5', '25 terms'],
  ['3x3x8', '72 terms'],
] as const;

/** "What does your GPU compute?": the summation trees of TensorFlow.js on this device. Engines load when asked. */
export function deviceView(): void {
  const rows: DeviceRow[] = [];
  const status = h('p', { class: 'status', 'aria-live': 'polite' });
  const table = h('div', {});
  const size = h(
    'select',
    { id: 'device-shape' },
    ...shapes.map(([shape, terms]) => h('option', { value: shape }, `${terms} (${shape})`)),
  );
  size.value = '5x5';
  let running: Worker | undefined;

  const show = (): void => {
    const heads = ['operation', 'device', 'order of additions', 'arithmetic', 'replayed'];
    const lines = rows.map((row) =>
      h(
        'tr',
        {},
        h('td', { class: 'mono' }, `${row.subject} ${row.version}`, h('div', { class: 'more' }, row.shape)),
        h('td', { class: 'words', 'data-head': heads[1] }, row.device),
        h(
          'td',
          { class: 'words', 'data-head': heads[2] },
          row.summary,
          row.tree === null ? undefined : h('details', {}, h('summary', {}, 'tree'), h('code', {}, row.tree)),
        ),
        h('td', { class: 'words', 'data-head': heads[3] }, row.arithmetic),
        h('td', { 'data-head': heads[4] }, row.replayed),
      ),
    );
    table.replaceChildren(
      scrolling(
        'What this device computes',
        h(
          'table',
          { class: 'stack' },
          h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
          h('tbody', {}, ...lines),
        ),
      ),
      copyButton('Copy the rows for a report', () => reportText(rows)),
    );
  };

  const reveal = async (backend: Backend): Promise<void> => {
    running?.terminate();
    status.textContent = 'Loading TensorFlow.js from this site …';
    try {
      const worker = await startWorker('engines');
      running = worker;
      worker.onerror = ({ message }) => {
        status.textContent = `${words[backend]}: ${message}`;
      };
      worker.onmessage = ({ data }: MessageEvent<RevealReply>) => {
        if (data.kind === 'row') {
          rows.push(data.row);
          show();
        } else if (data.kind === 'progress') status.textContent = data.text;
        else {
          status.textContent = data.kind === 'done' ? 'Done.' : `${words[backend]}: ${data.message}.`;
          worker.terminate();
        }
      };
      worker.postMessage({ backend, shape: size.value } satisfies RevealAsk);
    } catch (error) {
      status.textContent = (error as Error).message;
    }
  };

  byId('device').replaceChildren(
    h('h2', {}, 'What does your GPU compute?'),
    h(
      'p',
      {},
      'TensorFlow.js adds the same products in an order that depends on the backend and the device. ' +
        'This page probes it with chosen inputs until one summation tree is left, and replays that tree bit for bit.',
    ),
    h('p', {}, h('label', { for: 'device-shape' }, 'How many terms '), size),
    h(
      'div',
      { class: 'row' },
      ...backends.map((backend) =>
        h(
          'button',
          { type: 'button', class: 'strong', 'data-backend': backend, onclick: () => void reveal(backend) },
          `Reveal ${words[backend]}`,
        ),
      ),
    ),
    h('p', { class: 'hint' }, 'The engines (about 2 MB) load from this site only when you ask, and run in a worker.'),
    status,
    table,
  );
}

/** For an issue: a line for each row. */
function reportText(rows: readonly DeviceRow[]): string {
  const line = ({ subject, version, shape, device, summary, arithmetic, replayed }: DeviceRow): string =>
    `${subject} ${version}, ${shape}, ${device}: ${summary}; ${arithmetic}; replayed ${replayed}`;
  return `${[navigator.userAgent, ...rows.map(line)].join('\n')}\n`;
}
