import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where lastbit keeps what it installs: `$XDG_CACHE_HOME/lastbit`, by default `~/.cache/lastbit`.
 * Outside `node_modules`, because `npm ci` wipes that. A relative `XDG_CACHE_HOME` is ignored, as the XDG specification demands.
 */
export function cacheFolder(): string {
  const chosen = process.env.XDG_CACHE_HOME;
  return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(homedir(), '.cache'), 'lastbit');
}
