/**
 * Why a component cannot be installed here, and the command that helps. No defect of lastbit: no network, no Python, no compiler.
 * Both texts are fragments of one line: `<name>: <reason>; to get it: <howToGetIt>`.
 */
export class CannotInstall extends Error {
  readonly reason: string;
  readonly howToGetIt: string;

  constructor(reason: string, howToGetIt: string) {
    super(`${reason}; to get it: ${howToGetIt}`);
    this.name = 'CannotInstall';
    this.reason = reason;
    this.howToGetIt = howToGetIt;
  }
}
