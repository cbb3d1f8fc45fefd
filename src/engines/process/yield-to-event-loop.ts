/**
 * Lets in whatever else waits for this thread: answers of engines, the next question to each of them, signals. Between pieces of work
 * of a millisecond or so, so that engines are not idle while their last answers are judged.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
