/** Where the section of a claim stands on the page: its `id`. */
export function claimAnchor(claim: string): string {
  return `claim-${claim}`;
}
