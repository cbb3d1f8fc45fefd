/** A number that no input of a problem passes, in the unit of its aim, and how it was derived. */
export interface Limit {
  readonly value: number;
  /**
   * `dp`: by cells and residues of all partial sums. `simple`: half an ulp of the largest sum at each addition.
   * `condition`: from the condition number. `roundings`: from the roundings above each term.
   */
  readonly kind: 'dp' | 'simple' | 'condition' | 'roundings';
}
