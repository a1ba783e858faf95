// IndexedDB in memory, as much of it as the till's storage uses: transactions that commit whole or not at all, one after the
// other, each request answered in a task of its own; a disk that can be full, and a machine that can die at any request.

type Key = string | number;
type Table = {
  rows: Map<Key, unknown>;
  next: number;
  readonly keyPath: string | null;
  readonly indexes: Set<string>;
};
type Tables = Map<string, Table>;

/** A disk that outlives the pages that open it. */
export class Disk {
  tables: Tables = new Map();
  version = 0;
  /** Rows that were read. */
  read = 0;
  /** Writes that still fit; the next one is refused with `QuotaExceededError`. What is deleted makes room for one. */
  writes_left = Number.POSITIVE_INFINITY;
  /** Called before each request and each commit; what it throws, the page never hears of: the machine is dead. */
  onStep: () => void = () => {};
  private last: Promise<void> = Promise.resolve();

  /** What a page sees as `indexedDB`. */
  get factory(): object {
    return { open: (_: string, version: number) => this.open(version) };
  }

  private open(version: number): object {
    const request = new Request();
    setTimeout(() => {
      request.result = this.database();
      request.transaction = { objectStore: (name: string) => indexed(this.tables.get(name) as Table) };
      if (this.version < version) request.emit('onupgradeneeded');
      this.version = version;
      request.emit('onsuccess');
    });
    return request;
  }

  private database(): object {
    return {
      objectStoreNames: { contains: (name: string) => this.tables.has(name) },
      createObjectStore: (name: string, options: { keyPath?: string } = {}) => {
        const table = {
          rows: new Map(),
          next: 1,
          keyPath: options.keyPath ?? null,
          indexes: new Set<string>(),
        };
        this.tables.set(name, table);
        return indexed(table);
      },
      transaction: (name: string) => this.transaction(name),
      close: () => {},
    };
  }

  private transaction(name: string): object {
    const requests: [Request, () => unknown][] = [];
    const copy: Table = { rows: new Map(), next: 1, keyPath: null, indexes: new Set() };
    const ask = (run: () => unknown): Request => {
      const request = new Request();
      requests.push([request, run]);
      return request;
    };
    const transaction = {
      oncomplete: () => {},
      onabort: () => {},
      error: null as unknown,
      objectStore: () => storeOf(copy, ask, this),
    };
    this.last = this.last.then(async () => {
      const table = this.tables.get(name);
      if (table === undefined) throw new Error(`no table ${name}`);
      Object.assign(copy, { ...table, rows: new Map(table.rows) });
      for (;;) {
        await task();
        const next = requests.shift();
        if (next === undefined) break;
        if (!this.lives()) return;
        try {
          next[0].result = next[1]();
        } catch (error) {
          next[0].error = transaction.error = error;
          next[0].emit('onerror');
          await task();
          transaction.onabort();
          return;
        }
        next[0].emit('onsuccess');
      }
      if (!this.lives()) return;
      this.tables.set(name, copy);
      transaction.oncomplete();
    });
    return transaction;
  }

  private lives(): boolean {
    try {
      this.onStep();
      return true;
    } catch {
      return false;
    }
  }
}

const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A table while the database is made or made anew. */
const indexed = ({ indexes }: Table): object => ({ createIndex: (name: string) => indexes.add(name) });

class Request {
  transaction: unknown = null;
  result: unknown;
  error: unknown = null;
  onsuccess: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onupgradeneeded: (() => void) | null = null;

  emit(name: 'onsuccess' | 'onerror' | 'onupgradeneeded'): void {
    this[name]?.();
  }
}

function storeOf(table: Table, ask: (run: () => unknown) => Request, disk: Disk): object {
  const write = (row: unknown, key?: Key): Key => {
    if (disk.writes_left <= 0) throw new DOMException('The disk is full.', 'QuotaExceededError');
    disk.writes_left -= 1;
    const copy = structuredClone(row) as Record<string, unknown>;
    const { keyPath } = table;
    if (keyPath !== null) copy[keyPath] ??= table.next++;
    const at = keyPath === null ? (key as Key) : (copy[keyPath] as Key);
    table.rows.set(at, copy);
    return at;
  };
  const rows = () => [...table.rows.values()];
  const found = (row: unknown): unknown => {
    if (row === undefined) return undefined;
    disk.read += 1;
    return structuredClone(row);
  };
  const having = (name: string, key: Key) => {
    if (!table.indexes.has(name)) throw new DOMException(`no index ${name}`, 'NotFoundError');
    return [...table.rows].filter(([, row]) => (row as Record<string, unknown>)[name] === key);
  };
  return {
    add: (row: unknown) => ask(() => write(row)),
    put: (row: unknown, key?: Key) => ask(() => write(row, key)),
    get: (key: Key) => ask(() => found(table.rows.get(key))),
    getAll: () => ask(() => rows().map(found)),
    delete: (key: Key) =>
      ask(() => {
        if (table.rows.delete(key)) disk.writes_left += 1;
      }),
    index: (name: string) => ({
      get: (key: Key) => ask(() => found(having(name, key)[0]?.[1])),
      getAll: (key: Key) => ask(() => having(name, key).map(([, row]) => found(row))),
      getAllKeys: (key: Key) => ask(() => having(name, key).map(([at]) => at)),
    }),
  };
}
