/**
 * Yields to the event loop: answers of engines, their next requests, signals. Call it between pieces of work of about a
 * millisecond, so that engines are not idle while their last answers are judged.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
