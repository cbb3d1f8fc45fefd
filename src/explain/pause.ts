/** Lets others do their work: answers of engines are taken. How that is done differs between Node and a browser. */
export type Pause = () => Promise<void>;

/** Where nobody waits. */
export const noPause: Pause = async () => {};
