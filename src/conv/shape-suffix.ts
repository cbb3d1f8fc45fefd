import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ConvShape } from './shape.ts';

/**
 * What may follow the text of a shape, as in `8x8x16*3x3x2/4` or `8x8x4*3x3+1`: /GROUPS, then +N or +ROWSxCOLUMNS of
 * output padding. Gives the text before it and these fields of a shape. Throws a UsageError for other endings.
 */
export function shapeSuffix(text: string): {
  readonly sizes: string;
  readonly more: Pick<ConvShape, 'groups' | 'outputPadding'>;
} {
  const found = /^([^/+]*)(?:\/([1-9]\d{0,8}))?(?:\+(\d{1,9})(?:[x×](\d{1,9}))?)?$/.exec(text);
  if (found === null)
    throw new UsageError(
      `shape ${shown(text)}: after the sizes come /GROUPS and +N or +ROWSxCOLUMNS of output padding, as in ` +
        '8x8x16*3x3x2/4 or 8x8x4*3x3+1',
    );
  const [, sizes = '', groups, rows, columns = rows] = found;
  return {
    sizes,
    more: {
      ...(groups === undefined ? {} : { groups: Number(groups) }),
      ...(rows === undefined ? {} : { outputPadding: [Number(rows), Number(columns)] as const }),
    },
  };
}
