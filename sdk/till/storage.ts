// What a till keeps in the browser: sales and returns in their order, and single values, in IndexedDB. A write counts once
// its transaction is on disk; a full disk is said in words. What is written is not its concern.

import type { Problem } from './call.ts';

/** A failure of the till's own storage: nothing was written, and nothing may be sent or taken that was to be written down. */
export class StorageError extends Error {
  readonly problem: Problem;

  constructor(code: 'storage_full' | 'storage_failed', cause: unknown) {
    super(`The till's storage: ${String(cause)}`, { cause });
    this.problem = { code, message: this.message };
  }
}

/** Rows in the order in which they were added. */
export type Rows<Row extends { readonly id: string; readonly seq: number }> = {
  all(): Promise<Row[]>;
  get(id: string): Promise<Row | null>;
  /** Adds a row; where there is one with its id already, it stays as it is. */
  add(row: Omit<Row, 'seq'>): Promise<Row>;
  /** Reads a row and writes what becomes of it, in one transaction; null where it is gone. */
  change(id: string, change: (row: Row) => Row): Promise<Row | null>;
  remove(seqs: readonly number[]): Promise<void>;
};

export type TillStorage = {
  rows<Row extends { readonly id: string; readonly seq: number }>(table: 'sales' | 'returns'): Rows<Row>;
  value<Value>(name: string): Promise<Value | null>;
  setValue(name: string, value: unknown): Promise<void>;
};

const VERSION = 1;

/** Opens a till's storage, and asks the browser not to clear it when the disk runs short. */
export async function openStorage(name = 'zhehui-till'): Promise<TillStorage> {
  const asked = indexedDB.open(name, VERSION);
  asked.onupgradeneeded = () => {
    for (const table of ['sales', 'returns']) {
      const store = asked.result.createObjectStore(table, { keyPath: 'seq', autoIncrement: true });
      store.createIndex('id', 'id', { unique: true });
    }
    asked.result.createObjectStore('values');
  };
  const database = await answerOf(asked).catch(refuse);
  // Another page with a newer version of the till may go on.
  database.onversionchange = () => database.close();
  void navigator.storage?.persist?.();
  return {
    rows: <Row extends { id: string; seq: number }>(table: string) => rowsOf<Row>(database, table),
    value: async <Value>(key: string) =>
      (await within(database, 'values', 'readonly', (store) =>
        answerOf<Value | undefined>(store.get(key)),
      )) ?? null,
    setValue: (key, value) =>
      within(database, 'values', 'readwrite', async (store) => void (await answerOf(store.put(value, key)))),
  };
}

function rowsOf<Row extends { id: string; seq: number }>(database: IDBDatabase, table: string): Rows<Row> {
  const read = <Value>(run: (store: IDBObjectStore) => Promise<Value>) =>
    within(database, table, 'readonly', run);
  const write = <Value>(run: (store: IDBObjectStore) => Promise<Value>) =>
    within(database, table, 'readwrite', run);
  const find = (store: IDBObjectStore, id: string) => answerOf<Row | undefined>(store.index('id').get(id));
  return {
    all: () => read((store) => answerOf<Row[]>(store.getAll())),
    get: (id) => read(async (store) => (await find(store, id)) ?? null),
    add: (row) =>
      write(
        async (store) =>
          (await find(store, row.id)) ?? ({ ...row, seq: await answerOf(store.add(row)) } as Row),
      ),
    change: (id, change) =>
      write(async (store) => {
        const row = await find(store, id);
        if (row === undefined) return null;
        const changed = change(row);
        if (changed !== row) await answerOf(store.put(changed));
        return changed;
      }),
    remove: (seqs) =>
      write(async (store) => {
        await Promise.all(seqs.map((seq) => answerOf(store.delete(seq))));
      }),
  };
}

/** Runs in one transaction, and answers once it is on disk. */
async function within<Value>(
  database: IDBDatabase,
  table: string,
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => Promise<Value>,
): Promise<Value> {
  try {
    const transaction = database.transaction(table, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const [value] = await Promise.all([run(transaction.objectStore(table)), done]);
    return value;
  } catch (error) {
    return refuse(error);
  }
}

function answerOf<Value>(request: IDBRequest): Promise<Value>;
function answerOf(request: IDBOpenDBRequest): Promise<IDBDatabase>;
function answerOf(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function refuse(error: unknown): never {
  if (error instanceof StorageError) throw error;
  const is_full = (error as { name?: string } | null)?.name === 'QuotaExceededError';
  throw new StorageError(is_full ? 'storage_full' : 'storage_failed', error);
}
