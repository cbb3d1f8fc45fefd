import type { ArrayFile } from '../../files/array-file.ts';

/** Small pages, because a column of a matrix meets another one in each row. All pages take 64 MiB. */
const pageSize = 2 ** 9;
const mostPages = 2 ** 14;

/** Numbers of an array in any order: of a file that is longer than 2^23 numbers, a page at a time. */
export interface Pages {
  readonly at: (index: number) => number;
}

export function pagesOf(file: ArrayFile): Pages {
  return file.length <= pageSize * mostPages ? wholeOf(file) : partsOf(file);
}

function wholeOf(file: ArrayFile): Pages {
  let all: Float64Array | undefined;
  return {
    at: (index) => {
      all ??= file.read(0, file.length);
      return all[index]!;
    },
  };
}

function partsOf(file: ArrayFile): Pages {
  const pages = new Map<number, Float64Array>();
  return {
    at: (index) => {
      const number = Math.floor(index / pageSize);
      let page = pages.get(number);
      if (page === undefined) {
        if (pages.size >= mostPages) pages.delete(pages.keys().next().value as number);
        page = file.read(number * pageSize, Math.min((number + 1) * pageSize, file.length));
        pages.set(number, page);
      }
      return page[index - number * pageSize]!;
    },
  };
}
