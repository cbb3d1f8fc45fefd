/** The shape of a window, for algorithms that do not walk over it row by row. rows · columns · channels = n. */
export interface WindowShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}
