/** 2⁻¹² for −12, and 1 for 0: what stands at the tick of an axis of powers of two. */
export function powerOfTwoText(exponent: number): string {
  const raised = [...String(exponent)].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('');
  return exponent === 0 ? '1' : `2${raised}`;
}
