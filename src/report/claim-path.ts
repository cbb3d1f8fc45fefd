/** The page of a claim, seen from the folder of the index. */
export function claimPath(claim: string): string {
  return `claims/${claim}.html`;
}
