/** A wait is told after this time, or after a third of its limit, and then when it is three times as long. */
const firstMs = 5000;

/** Calls `tell` now and then with the time waited, in ms. Returns a function that ends this. */
export function noteWaiting(limitMs: number, tell: (waitedMs: number) => void): () => void {
  const begin = performance.now();
  const every = Math.min(firstMs, limitMs / 3);
  let next = every;
  const timer = setInterval(() => {
    const waitedMs = performance.now() - begin;
    if (waitedMs < next) return;
    next = 3 * waitedMs;
    tell(waitedMs);
  }, every).unref();
  return () => clearInterval(timer);
}
