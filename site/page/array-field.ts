import type { LinkedFile } from '../../src/link/linked-case.ts';
import { h } from './dom.ts';
import type { ReadFile } from './messages.ts';
import { type Npz, openNpz } from './npz.ts';

/** More text than this is kept as a file: a text field with megabytes stalls. */
const longestText = 100_000;
const textNames = /\.(?:txt|csv|json)$/i;

/** A field for one array: text that is typed or pasted, or a file that is dropped or chosen, or an array in a .npz. */
export interface ArrayField {
  readonly element: HTMLElement;
  /** Names the field, and the file that its text becomes. */
  name(label: string, file: string, hint: string): void;
  /** The file; undefined while the field is empty. */
  file(): LinkedFile | undefined;
  put(file: LinkedFile | undefined): void;
  /** What was read from it, or what is wrong with it; neither while it is computed. */
  tell(read: ReadFile | undefined, error: string | undefined): void;
  focus(): void;
}

export function arrayField(id: string, onChange: () => void): ArrayField {
  let usual = `${id}.txt`;
  let name: string | undefined;
  let bytes: Uint8Array | undefined;
  const label = h('label', { class: 'label', for: id });
  const text = h('textarea', { id, rows: 4, 'aria-describedby': `${id}-status ${id}-error`, wrap: 'off' });
  const status = h('p', { class: 'status', id: `${id}-status` });
  const error = h('p', { class: 'error', id: `${id}-error`, hidden: true });
  const input = h('input', { type: 'file', class: 'hidden', accept: '.npy,.npz,.csv,.json,.txt,.safetensors' });
  const chosen = h('span', {});
  const remove = h('button', { type: 'button', class: 'plain' }, 'Remove');
  const chip = h('div', { class: 'chip', hidden: true }, chosen, remove);
  const inside = h('select', { id: `${id}-inside` });
  const choice = h('p', { class: 'inside', hidden: true }, h('label', { for: `${id}-inside` }, 'Array in it'), inside);
  let archive: Npz | undefined;
  const element = h(
    'div',
    { class: 'array' },
    h('div', { class: 'row between' }, label, h('label', { class: 'plain' }, input, 'Choose a file')),
    text,
    chip,
    choice,
    status,
    error,
  );

  const showFile = (): void => {
    const isFile = bytes !== undefined;
    chip.hidden = !isFile;
    text.hidden = isFile;
    if (isFile) chosen.textContent = `${name} · ${sizeText(bytes!.length)}`;
  };
  const put = (file: LinkedFile | undefined): void => {
    choice.hidden = true;
    archive = undefined;
    name = file?.name;
    bytes = undefined;
    text.value = '';
    if (file !== undefined) {
      if (textNames.test(file.name) && file.content.length <= longestText)
        text.value = new TextDecoder().decode(file.content);
      else bytes = file.content;
    }
    showFile();
  };
  const refuse = (message: string): void => {
    error.textContent = message;
    error.hidden = false;
  };
  /** Shows the arrays of an archive, and takes one: the only one, the first, or the one that is chosen. */
  const takeInside = async (from: Npz, wanted: string): Promise<void> => {
    try {
      const file = await from.array(wanted);
      put(file);
      archive = from;
      inside.replaceChildren(...from.names.map((one) => h('option', { value: one }, one)));
      inside.value = wanted;
      choice.hidden = from.names.length < 2;
      onChange();
    } catch (problem) {
      refuse((problem as Error).message);
    }
  };
  const take = async (file: File): Promise<void> => {
    const plain = file.name.replace(/[/\\\0]/g, '_').replace(/^-+/, '');
    let content: Uint8Array;
    try {
      content = new Uint8Array(await file.arrayBuffer());
    } catch {
      refuse(`${file.name}: the browser could not read it`);
      return;
    }
    if (/\.npz$/i.test(plain)) {
      try {
        const opened = openNpz(plain, content);
        await takeInside(opened, opened.names[0]!);
      } catch (problem) {
        refuse((problem as Error).message);
      }
      return;
    }
    put({ name: plain, content });
    onChange();
  };
  inside.addEventListener('change', () => {
    if (archive !== undefined) takeInside(archive, inside.value);
  });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file !== undefined) take(file);
    input.value = '';
  });
  remove.addEventListener('click', () => {
    put(undefined);
    text.focus();
    onChange();
  });
  text.addEventListener('input', () => {
    if (text.value.length > longestText) put({ name: usual, content: new TextEncoder().encode(text.value) });
    onChange();
  });
  text.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text') ?? '';
    if (pasted.length <= longestText) return;
    event.preventDefault();
    put({ name: usual, content: new TextEncoder().encode(pasted) });
    onChange();
  });
  element.addEventListener('dragover', (event) => {
    event.preventDefault();
    element.classList.add('over');
  });
  element.addEventListener('dragleave', () => element.classList.remove('over'));
  element.addEventListener('drop', (event) => {
    event.preventDefault();
    element.classList.remove('over');
    const [file] = event.dataTransfer?.files ?? [];
    const dropped = event.dataTransfer?.getData('text') ?? '';
    if (file !== undefined) take(file);
    else if (dropped !== '') {
      put({ name: usual, content: new TextEncoder().encode(dropped) });
      onChange();
    }
  });

  return {
    element,
    put,
    name(words, file, hint) {
      usual = file;
      label.textContent = words;
      input.setAttribute('aria-label', `Choose a file: ${words}`);
      text.placeholder = hint;
    },
    file() {
      if (bytes !== undefined) return { name: name!, content: bytes };
      if (text.value.trim() === '') return undefined;
      return {
        name: name !== undefined && textNames.test(name) ? name : usual,
        content: new TextEncoder().encode(text.value),
      };
    },
    tell(read, message) {
      status.textContent = read === undefined ? '' : readText(read);
      error.textContent = message ?? '';
      error.hidden = message === undefined;
      if (message === undefined) text.removeAttribute('aria-invalid');
      else text.setAttribute('aria-invalid', 'true');
    },
    focus: () => (bytes === undefined ? text : remove).focus(),
  };
}

function readText({ type, sizes }: ReadFile): string {
  const shape =
    sizes.length === 0 ? 'one number' : sizes.length === 1 ? `${sizes[0]} numbers` : `${sizes.join(' × ')} numbers`;
  return `${shape}${type === 'float64' ? '' : `, ${type}`}`;
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
