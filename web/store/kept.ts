// What the shop keeps in this browser, for every tab: a value under a name, and word of its changes. Where the browser keeps
// nothing, full or forbidden to, the open page does.

const UNKEPT = 'zhehui-store-unkept';

let unkept = false;

/** Whether something could not be kept, and is gone with this page. */
export const isUnkept = (): boolean => unkept;

export const onUnkept = (listener: () => void): void => addEventListener(UNKEPT, listener);

/** Reads and writes one value of localStorage. What is not there, or not ours, reads as `initial`. */
export class Kept<Value> {
  readonly #name: string;
  readonly #initial: Value;
  readonly #isOurs: (found: unknown) => boolean;
  /** What the browser would not keep. */
  #here: { readonly value: Value } | null = null;

  constructor(name: string, initial: Value, isOurs: (found: unknown) => boolean) {
    this.#name = `zhehui-store-${name}`;
    this.#initial = initial;
    this.#isOurs = isOurs;
  }

  get(): Value {
    if (this.#here !== null) return this.#here.value;
    try {
      const found: unknown = JSON.parse(localStorage.getItem(this.#name) ?? '');
      return this.#isOurs(found) ? (found as Value) : this.#initial;
    } catch {
      return this.#initial;
    }
  }

  set(value: Value): void {
    try {
      localStorage.setItem(this.#name, JSON.stringify(value));
      this.#here = null;
    } catch {
      this.#here = { value };
      unkept = true;
      dispatchEvent(new Event(UNKEPT));
    }
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
