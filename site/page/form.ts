import { seedCase, seedObserved } from '../../src/explain/seed-case.ts';
import type { AskedOperation, LinkedCase, LinkedFile, OptionValue } from '../../src/link/linked-case.ts';
import { type ArrayField, arrayField } from './array-field.ts';
import { h } from './dom.ts';
import type { ReadFile } from './messages.ts';
import { type NumberRows, numberRows } from './number-rows.ts';
import { type OptionFields, optionFields } from './option-fields.ts';

export type Mode = LinkedCase['command'];

const words: Readonly<Record<AskedOperation, string>> = {
  ...{ conv: 'Convolution', dot: 'Dot product', sum: 'Sum', matmul: 'Matrix product' },
};

type Slot = 'first' | 'second' | 'bias' | 'output' | 'other';
/** Label, name of the file of its text, and what to paste. */
const slots: Readonly<Record<AskedOperation, Partial<Record<Slot, readonly [string, string, string]>>>> = {
  conv: {
    first: ['Image', 'image.txt', 'array([[0.1, 0.2], …], dtype=float32)\nor rows of numbers, or drop a .npy file'],
    second: ['Kernel', 'kernel.txt', 'float k[3][3] = {{1.0f, …}, …};'],
    bias: ['Bias (optional)', 'bias.txt', 'a number for each output channel'],
  },
  dot: {
    first: ['First vector', 'a.txt', '[0.1, 0.2, 0.3]\nor drop a .npy file'],
    second: ['Second vector', 'b.txt', '[1.5, -2.5, 3.5]'],
  },
  sum: { first: ['Numbers to add', 'x.txt', '[0.1, 0.2, 0.3]\nor drop a .npy file'] },
  matmul: {
    first: ['Left matrix', 'a.txt', '[[1.0, 2.0], [3.0, 4.0]]\nor drop a .npy file'],
    second: ['Right matrix', 'b.txt', '[[0.1], [0.2]]'],
  },
};
const outputSlots: Partial<Record<Slot, readonly [string, string, string]>> = {
  output: ['Output to judge', 'output.txt', 'what your implementation gave\nor drop a .npy file'],
  other: ['Another output (optional)', 'other.txt', 'what another implementation gave'],
};

/** The question of 2018, which the command line asks where nothing is given. */
export const example: LinkedCase = { command: 'explain', operation: 'conv', arrays: [], options: {}, files: [] };
const isExample = ({ operation, files, options }: LinkedCase): boolean =>
  operation === 'conv' && files.length === 0 && options.image === undefined;

/** The fields of a question. */
export class QuestionForm {
  private mode: Mode = 'explain';
  private operation: AskedOperation = 'conv';
  /** Whether the fields still show the example, which has no files of its own. */
  private untouched = true;
  private readonly fields: Readonly<Record<Slot, ArrayField>>;
  private readonly rows: NumberRows;
  private readonly options: OptionFields;
  private readonly radios = new Map<AskedOperation, HTMLInputElement>();
  private readonly general = h('p', { class: 'error', role: 'alert', hidden: true });
  private readonly seen: HTMLElement;

  constructor(form: HTMLElement, onChange: () => void) {
    const changed = (): void => {
      this.untouched = false;
      onChange();
    };
    const field = (slot: Slot): ArrayField => arrayField(slot, changed);
    this.fields = {
      ...{ first: field('first'), second: field('second'), bias: field('bias') },
      ...{ output: field('output'), other: field('other') },
    };
    this.rows = numberRows(changed);
    this.options = optionFields(changed);
    const choices = (Object.keys(words) as AskedOperation[]).map((operation) => {
      const radio = h('input', { type: 'radio', name: 'operation', value: operation });
      radio.addEventListener('change', () => {
        const wasExample = this.untouched;
        this.operation = operation;
        this.untouched = false;
        if (wasExample) this.clear();
        this.arrange();
        onChange();
      });
      this.radios.set(operation, radio);
      return h('label', {}, radio, h('span', {}, words[operation]));
    });
    this.seen = h('fieldset', {}, h('legend', {}, 'Numbers you saw'), this.rows.element);
    form.append(
      h('fieldset', {}, h('legend', {}, 'What was computed'), h('div', { class: 'choices' }, ...choices)),
      this.fields.first.element,
      this.fields.second.element,
      this.options.geometry,
      this.fields.output.element,
      this.fields.other.element,
      this.seen,
      this.options.more(this.fields.bias.element),
      this.general,
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'button', class: 'plain', onclick: () => this.empty(changed) }, 'Clear'),
        h(
          'button',
          { type: 'button', class: 'plain', onclick: () => this.show(example, onChange) },
          'Show the example of 2018',
        ),
      ),
    );
    form.addEventListener('submit', (event) => event.preventDefault());
    this.put(example);
  }

  /** The question as it stands in the fields; a sentence where something is still missing. */
  read(): LinkedCase | string {
    if (this.mode === 'explain' && this.untouched) return { ...example, command: this.mode };
    const { operation } = this;
    const named = new Map<Slot, LinkedFile>();
    for (const slot of this.used()) {
      const file = this.fields[slot].file();
      if (file === undefined) continue;
      const isTaken = [...named.values()].some(({ name }) => name === file.name);
      named.set(slot, isTaken ? { ...file, name: `${slot}-${file.name}` } : file);
    }
    const missing = (['first', 'second', 'output'] as const).find(
      (slot) => this.used().includes(slot) && !named.has(slot),
    );
    if (missing !== undefined) {
      const [label] = (slots[operation][missing] ?? outputSlots[missing])!;
      return `Put in ${label.charAt(0).toLowerCase()}${label.slice(1)}: paste numbers, or drop a file.`;
    }
    const name = (slot: Slot): string | undefined => named.get(slot)?.name;
    const options: Record<string, OptionValue> = { ...this.options.read(operation, this.mode, [...named.values()]) };
    if (operation === 'conv') {
      for (const [option, slot] of [
        ['image', 'first'],
        ['kernel', 'second'],
        ['bias', 'bias'],
      ] as const) {
        const file = name(slot);
        if (file !== undefined) options[option] = file;
      }
    }
    const observed = this.rows.read();
    if (this.mode === 'explain' && observed.length > 0) options.observed = observed;
    if (this.mode === 'judge')
      options.output = (['output', 'other'] as const).flatMap((slot) => {
        const file = name(slot);
        return file === undefined ? [] : [`${file.replace(/\.[^.]*$/, '').replaceAll('=', '_')}=${file}`];
      });
    const arrays = operation === 'conv' ? [] : (['first', 'second'] as const).flatMap((slot) => name(slot) ?? []);
    return { command: this.mode, operation, arrays, options, files: [...named.values()] };
  }

  /** In a few words. */
  summary(): string {
    const what = this.untouched ? 'the example of 2018' : words[this.operation].toLowerCase();
    const seen = this.rows.read().length;
    const numbers =
      this.mode === 'judge' ? '' : seen === 0 ? ', no number yet' : `, ${seen} ${seen === 1 ? 'number' : 'numbers'}`;
    return `${what}${numbers} (change it)`;
  }

  /** Shows a question in the fields. */
  put(asked: LinkedCase): void {
    this.mode = asked.command;
    this.operation = asked.operation;
    this.clear();
    this.untouched = asked.command === 'explain' && isExample(asked) && Object.keys(asked.options).length === 0;
    this.options.put(asked.options);
    const { observed } = asked.options;
    if (isExample(asked) && asked.command === 'explain') {
      this.fields.first.put({ name: 'image.txt', content: rowsOf(seedCase.image) });
      this.fields.second.put({ name: 'kernel.txt', content: rowsOf(seedCase.kernel) });
      this.rows.put([
        ...seedObserved.map(({ name, printed }) => `${name}=${printed}`),
        ...(Array.isArray(observed) ? observed : []),
      ]);
    } else {
      const file = (name: OptionValue | undefined) => asked.files.find((one) => one.name === name);
      const { image, kernel, bias, output } = asked.options;
      this.fields.first.put(file(image ?? asked.arrays[0]));
      this.fields.second.put(file(kernel ?? asked.arrays[1]));
      this.fields.bias.put(file(bias));
      this.rows.put(Array.isArray(observed) ? observed : []);
      const outputs = Array.isArray(output) ? output.map((text) => file(text.replace(/^[^=]*=/, ''))) : [];
      this.fields.output.put(outputs[0]);
      this.fields.other.put(outputs[1]);
    }
    this.arrange();
  }

  /** Explain a number, or judge an array, of the same arrays. */
  choose(mode: Mode): void {
    if (mode === this.mode) return;
    if (mode === 'judge' && this.untouched) {
      this.clear();
      this.untouched = false;
    }
    this.mode = mode;
    this.arrange();
  }

  /** Says beside the fields what was read, and in which of them an error is. Gives what belongs to none of them. */
  tell(read: readonly ReadFile[], message?: string): void {
    let rest = message;
    for (const slot of this.used()) {
      const field = this.fields[slot];
      const name = field.file()?.name;
      const isHere = name !== undefined && rest?.startsWith(name) === true;
      field.tell(
        read.find((one) => one.name === name),
        isHere ? rest : undefined,
      );
      if (isHere) rest = undefined;
    }
    rest = this.options.tell(this.rows.tell(rest));
    this.general.textContent = rest ?? '';
    this.general.hidden = rest === undefined;
  }

  private used(): readonly Slot[] {
    const own = Object.keys(slots[this.operation]) as Slot[];
    return this.mode === 'judge' ? [...own, 'output', 'other'] : own;
  }

  private arrange(): void {
    const used = this.used();
    for (const [slot, field] of Object.entries(this.fields) as [Slot, ArrayField][]) {
      field.element.hidden = !used.includes(slot);
      const named = slots[this.operation][slot] ?? outputSlots[slot];
      if (named !== undefined) field.name(...(named as [string, string, string]));
    }
    this.seen.hidden = this.mode === 'judge';
    this.options.arrange(this.operation, this.mode);
    this.radios.get(this.operation)!.checked = true;
  }

  private clear(): void {
    for (const field of Object.values(this.fields)) {
      field.put(undefined);
      field.tell(undefined, undefined);
    }
    this.rows.put([]);
    this.options.put({});
  }

  private empty(onChange: () => void): void {
    this.clear();
    onChange();
    this.fields.first.focus();
  }

  private show(asked: LinkedCase, onChange: () => void): void {
    this.put(asked);
    onChange();
  }
}

function rowsOf(numbers: Float32Array): Uint8Array {
  const rows = Array.from({ length: 5 }, (_, row) => `[${[...numbers.subarray(5 * row, 5 * row + 5)].join(', ')}]`);
  return new TextEncoder().encode(`array([${rows.join(',\n       ')}], dtype=float32)`);
}
