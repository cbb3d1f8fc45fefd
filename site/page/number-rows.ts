import { h } from './dom.ts';

/** Longer ones are refused; a field with a million letters stalls. */
const longestNumber = 2000;

/** The numbers that were seen, each with a name. */
export interface NumberRows {
  readonly element: HTMLElement;
  /** `name=number` of each row that has a number. */
  read(): readonly string[];
  put(observed: readonly string[]): void;
  /** Shows an error about a number beside its row; gives back one about anything else. */
  tell(message: string | undefined): string | undefined;
}

interface Row {
  readonly element: HTMLElement;
  readonly name: HTMLInputElement;
  readonly number: HTMLInputElement;
  readonly error: HTMLElement;
}

export function numberRows(onChange: () => void): NumberRows {
  let rows: Row[] = [];
  let made = 0;
  const list = h('div', { class: 'numbers' });

  const add = (name = '', number = ''): Row => {
    const id = `seen-${++made}`;
    const error = h('p', { class: 'error', id, hidden: true });
    const row: Row = {
      name: h('input', {
        type: 'text',
        class: 'name',
        placeholder: 'who, such as mine',
        maxlength: 200,
        'aria-label': 'Name of the number',
        oninput: onChange,
      }),
      number: h('input', {
        ...{
          type: 'text',
          maxlength: longestNumber,
          placeholder: '0.0014038',
          inputmode: 'decimal',
          oninput: onChange,
        },
        ...{ 'aria-label': 'Number as it was printed', 'aria-describedby': id },
      }),
      error,
      element: h('div', {}),
    };
    const remove = h('button', { type: 'button', class: 'plain', 'aria-label': 'Remove this number' }, '×');
    remove.addEventListener('click', () => {
      rows = rows.filter((one) => one !== row);
      row.element.remove();
      onChange();
      if (rows.length === 0) add();
      rows.at(-1)!.number.focus();
    });
    row.element.append(h('div', { class: 'seen' }, row.name, row.number, remove), error);
    row.name.value = name;
    row.number.value = number;
    rows.push(row);
    list.append(row.element);
    return row;
  };

  const another = h('button', { type: 'button', class: 'plain' }, 'Add a number');
  another.addEventListener('click', () => add().name.focus());

  /** An empty name gets a number, so that two numbers differ. */
  const nameOf = ({ name }: Row, index: number): string =>
    name.value.trim().replaceAll('=', ' ') || `number ${index + 1}`;
  return {
    element: h(
      'div',
      {},
      list,
      h('p', {}, another),
      h('p', { class: 'hint' }, 'As printed: 0.00140382, 1.5e-3, nan, 0x1.8p0'),
    ),
    read: () =>
      rows.flatMap((row, index) =>
        row.number.value.trim() === '' ? [] : [`${nameOf(row, index)}=${row.number.value.trim()}`],
      ),
    put(observed) {
      rows = [];
      list.replaceChildren();
      for (const text of observed) {
        const cut = text.indexOf('=');
        add(text.slice(0, cut), text.slice(cut + 1));
      }
      if (observed.length === 0) {
        add();
        add();
      }
    },
    tell(message) {
      let rest = message;
      for (const [index, row] of rows.entries()) {
        const isHere =
          rest !== undefined &&
          row.number.value.trim() !== '' &&
          ['=', ':'].some((end) => rest!.startsWith(`--observed ${nameOf(row, index)}${end}`));
        row.error.textContent = isHere ? rest!.replace('--observed ', '') : '';
        row.error.hidden = !isHere;
        if (isHere) row.number.setAttribute('aria-invalid', 'true');
        else row.number.removeAttribute('aria-invalid');
        if (isHere) rest = undefined;
      }
      return rest;
    },
  };
}
