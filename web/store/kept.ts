// What the shop keeps in this browser, for every tab: a value under a name, and word of its changes.

/** Reads and writes one value of localStorage. What is not there, or not ours, reads as `initial`. */
export class Kept<Value> {
  readonly #name: string;
  readonly #initial: Value;

  constructor(name: string, initial: Value) {
    this.#name = `zhehui-store-${name}`;
    this.#initial = initial;
  }

  get(): Value {
    try {
      return JSON.parse(localStorage.getItem(this.#name) ?? '') as Value;
    } catch {
      return this.#initial;
    }
  }

  set(value: Value): void {
    localStorage.setItem(this.#name, JSON.stringify(value));
    dispatchEvent(new Event(this.#name));
  }

  /** Calls after every change, in this tab or another. */
  onChange(listener: () => void): void {
    addEventListener(this.#name, listener);
    addEventListener('storage', ({ key }) => {
      if (key === this.#name || key === null) listener();
    });
  }
}
