import {
  type AskedOperation,
  askedOperations,
  type LinkedCase,
  type LinkedFile,
  type OptionValue,
} from '../../src/link/linked-case.ts';
import { h } from './dom.ts';

type Options = LinkedCase['options'];

/** How the arrays are combined and read. */
export interface OptionFields {
  readonly geometry: HTMLElement;
  more(bias: HTMLElement): HTMLElement;
  read(operation: AskedOperation, mode: LinkedCase['command'], files: readonly LinkedFile[]): Options;
  put(options: Options): void;
  arrange(operation: AskedOperation, mode: LinkedCase['command']): void;
  /** Shows an error about an option beside it; gives back one about anything else. */
  tell(message: string | undefined): string | undefined;
}

interface TextOption {
  readonly name: string;
  readonly label: string;
  readonly usual: string;
  readonly of: readonly AskedOperation[];
  readonly mode?: LinkedCase['command'];
  readonly isMore?: true;
}

const all = askedOperations;
const texts: readonly TextOption[] = [
  { name: 'stride', label: 'Stride', usual: '1', of: ['conv'] },
  { name: 'padding', label: 'Padding', usual: 'valid', of: ['conv'] },
  { name: 'dilation', label: 'Dilation', usual: '1', of: ['conv'] },
  { name: 'axis', label: 'Axes to sum', usual: '', of: ['sum'] },
  { name: 'output', label: 'Which output', usual: '0', of: ['conv', 'matmul', 'sum'], mode: 'explain' },
  { name: 'groups', label: 'Groups', usual: '', of: ['conv'], isMore: true },
  { name: 'seed', label: 'Seed of random orders', usual: '2018', of: all, mode: 'explain', isMore: true },
];
const choices = [
  { name: 'layout', label: 'Image layout', values: ['', 'nhwc', 'nchw'], of: ['conv'] },
  { name: 'kernelLayout', label: 'Kernel layout', values: ['', 'hwio', 'oihw'], of: ['conv'] },
  { name: 'as', label: 'Digits were printed', values: ['', 'repr', 'fixed', 'exact'], of: all, mode: 'explain' },
  {
    name: 'type',
    label: 'Type of outputs in text',
    values: ['', 'float32', 'float16', 'bfloat16', 'float64'],
    of: all,
    mode: 'judge',
  },
  {
    name: 'accumulator',
    label: 'Sums are kept in',
    values: ['', 'binary32', 'binary16', 'bfloat16', 'binary64'],
    of: all,
    mode: 'judge',
  },
] as const;
const flags = [
  { name: 'mean', label: 'Divide by how many there are (mean)', of: ['sum'] },
  { name: 'transposed', label: 'Transposed convolution', of: ['conv'] },
] as const;

export function optionFields(onChange: () => void): OptionFields {
  const fields = new Map<
    string,
    { readonly box: HTMLElement; readonly input: HTMLInputElement | HTMLSelectElement; readonly error: HTMLElement }
  >();
  const make = (
    name: string,
    label: string,
    input: HTMLInputElement | HTMLSelectElement,
    isCheck = false,
  ): HTMLElement => {
    const error = h('p', { class: 'error', id: `${name}-error`, hidden: true });
    input.setAttribute('aria-describedby', error.id);
    input.addEventListener(input instanceof HTMLInputElement && !isCheck ? 'input' : 'change', onChange);
    const box = isCheck
      ? h('div', {}, h('label', { class: 'check' }, input, label), error)
      : h('div', {}, h('label', {}, label, input), error);
    fields.set(name, { box, input, error });
    return box;
  };
  const option = (value: string, words: string) => h('option', { value }, words);
  const text = ({ name, label, usual }: TextOption) =>
    make(name, label, h('input', { type: 'text', placeholder: usual }));
  const near = texts.filter(({ isMore }) => isMore === undefined).map(text);
  const far = texts.filter(({ isMore }) => isMore === true).map(text);
  const selects = choices.map(({ name, label, values }) =>
    make(name, label, h('select', {}, ...values.map((value) => option(value, value === '' ? 'automatic' : value)))),
  );
  const checks = flags.map(({ name, label }) => make(name, label, h('input', { type: 'checkbox' }), true));
  const inputs = make(
    'roundInputs',
    'Inputs are',
    h(
      'select',
      {},
      option('', 'automatic: decimals in text are float32'),
      option('yes', 'float32: round them'),
      option('no', 'as written'),
    ),
  );
  const moreElement = h('details', { class: 'more' }, h('summary', {}, 'More options'));

  const isUsed = (of: readonly string[], mode: string | undefined, operation: AskedOperation, now: string): boolean =>
    of.includes(operation) && (mode === undefined || mode === now);
  return {
    geometry: h('fieldset', {}, h('div', { class: 'grid' }, ...near), ...checks.slice(0, 1)),
    more(bias) {
      moreElement.append(h('div', { class: 'grid' }, inputs, ...far, ...selects), ...checks.slice(1), bias);
      return h('fieldset', {}, moreElement);
    },
    read(operation, mode, files) {
      const found: Record<string, OptionValue> = {};
      const value = (name: string): string => fields.get(name)!.input.value.trim();
      for (const { name, usual, of, mode: only } of texts)
        if (isUsed(of, only, operation, mode) && value(name) !== '' && value(name) !== usual) found[name] = value(name);
      for (const one of choices)
        if (isUsed(one.of, 'mode' in one ? one.mode : undefined, operation, mode) && value(one.name) !== '')
          found[one.name] = value(one.name);
      for (const { name, of } of flags)
        if (isUsed(of, undefined, operation, mode) && (fields.get(name)!.input as HTMLInputElement).checked)
          found[name] = true;
      const isText = files.length > 0 && files.every(({ name }) => /\.(?:txt|csv|json)$/i.test(name));
      const rounding = value('roundInputs');
      if (rounding === 'yes' || (rounding === '' && isText && mode === 'explain')) found.roundInputs = true;
      return found;
    },
    put(options) {
      for (const [name, { input, error }] of fields) {
        const value = options[name];
        if (input instanceof HTMLInputElement && input.type === 'checkbox') input.checked = value === true;
        else input.value = typeof value === 'string' ? value : '';
        error.hidden = true;
      }
      // A link says whether inputs are rounded; without it they are not.
      const isAsked = Object.keys(options).length > 0;
      fields.get('roundInputs')!.input.value = options.roundInputs === true ? 'yes' : isAsked ? 'no' : '';
      moreElement.open = ['groups', 'layout', 'kernelLayout', 'type', 'accumulator', 'transposed', 'bias'].some(
        (name) => options[name] !== undefined,
      );
    },
    arrange(operation, mode) {
      for (const one of [...texts, ...choices, ...flags]) {
        const only = 'mode' in one ? one.mode : undefined;
        fields.get(one.name)!.box.hidden = !isUsed(one.of, only, operation, mode);
      }
    },
    tell(message) {
      let rest = message;
      for (const [name, { input, error, box }] of fields) {
        const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        const isHere = !box.hidden && rest !== undefined && rest.startsWith(`${flag} `);
        error.textContent = isHere ? rest!.slice(2) : '';
        error.hidden = !isHere;
        if (isHere) input.setAttribute('aria-invalid', 'true');
        else input.removeAttribute('aria-invalid');
        if (isHere) rest = undefined;
      }
      return rest;
    },
  };
}
