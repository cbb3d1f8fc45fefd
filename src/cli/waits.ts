/** On a busy machine a dozen engines are late at once: what is said of them in the same second is one line. */
export class Waits {
  private readonly say: (line: string) => void;
  private engines: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private words = '';
  private limit = '';

  constructor(say: (line: string) => void) {
    this.say = say;
  }

  tell(engine: string, words: string, limit: string): void {
    const isSame = this.limit === limit && this.words.slice(0, 9) === words.slice(0, 9);
    if (this.engines.length > 0 && !isSame) this.flush();
    if (this.engines.length === 0) this.words = words;
    this.limit = limit;
    this.engines.push(engine);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), 1000).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.say(`${this.engines.join(', ')}: ${this.words}; ${this.limit}`);
    this.engines = [];
  }
}
