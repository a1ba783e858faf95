// What a till keeps in the browser: sales and returns in their order, and single values, in IndexedDB. A write counts once
// its transaction is on disk; a full disk is said in words. What is written is not its concern.

import { StorageError } from './errors.ts';

/** What every row has. The storage gives `seq`, its place in the order. */
type Kept = { readonly id: string; readonly seq: number; readonly state: string };

/** Rows in the order in which they were added. */
export type Rows<Row extends Kept> = {
  all(): Promise<Row[]>;
  /** The rows in any of the states; what is in others is not read. */
  inStates(states: readonly Row['state'][]): Promise<Row[]>;
  /** The places of the rows in any of the states. */
  seqsInStates(states: readonly Row['state'][]): Promise<number[]>;
  get(id: string): Promise<Row | null>;
  /** Adds a row; where there is one with its id already, that stays as it is. */
  add(row: Omit<Row, 'seq'>): Promise<Row>;
  /** Reads a row and writes what becomes of it, in one transaction; null where it is gone. */
  change(id: string, change: (row: Row) => Row): Promise<Row | null>;
  remove(seqs: readonly number[]): Promise<void>;
};

export type TillStorage = {
  rows<Row extends Kept>(table: 'sales' | 'returns'): Rows<Row>;
  value<Value>(name: string): Promise<Value | null>;
  setValue(name: string, value: unknown): Promise<void>;
};

/** 1 had no index of states. */
const VERSION = 2;

/** Opens a till's storage, and asks the browser not to clear it when the disk runs short. */
export async function openStorage(name = 'zhehui-till'): Promise<TillStorage> {
  const asked = indexedDB.open(name, VERSION);
  asked.onupgradeneeded = () => upgrade(asked.result, asked.transaction as IDBTransaction);
  const database = await answerOf(asked).catch(refuse);
  // Another page with a newer version of the till may go on.
  database.onversionchange = () => database.close();
  void navigator.storage?.persist?.();
  return {
    rows: <Row extends Kept>(table: string) => rowsOf<Row>(database, table),
    value: async <Value>(key: string) =>
      (await within(database, 'values', 'readonly', (store) =>
        answerOf<Value | undefined>(store.get(key)),
      )) ?? null,
    setValue: (key, value) =>
      within(database, 'values', 'readwrite', async (store) => void (await answerOf(store.put(value, key)))),
  };
}

function upgrade(database: IDBDatabase, transaction: IDBTransaction): void {
  const is_new = !database.objectStoreNames.contains('values');
  for (const table of ['sales', 'returns']) {
    const store = is_new
      ? database.createObjectStore(table, { keyPath: 'seq', autoIncrement: true })
      : transaction.objectStore(table);
    if (is_new) store.createIndex('id', 'id', { unique: true });
    store.createIndex('state', 'state');
  }
  if (is_new) database.createObjectStore('values');
}

function rowsOf<Row extends Kept>(database: IDBDatabase, table: string): Rows<Row> {
  const read = <Value>(run: (store: IDBObjectStore) => Promise<Value>) =>
    within(database, table, 'readonly', run);
  const write = <Value>(run: (store: IDBObjectStore) => Promise<Value>) =>
    within(database, table, 'readwrite', run);
  const find = (store: IDBObjectStore, id: string) => answerOf<Row | undefined>(store.index('id').get(id));
  const inEach = async <Value>(
    states: readonly string[],
    ask: (index: IDBIndex, state: string) => IDBRequest,
  ) =>
    (
      await read((store) =>
        Promise.all(states.map((state) => answerOf<Value[]>(ask(store.index('state'), state)))),
      )
    ).flat();
  return {
    inStates: async (states) =>
      (await inEach<Row>(states, (index, state) => index.getAll(state))).sort((a, b) => a.seq - b.seq),
    seqsInStates: async (states) =>
      (await inEach<number>(states, (index, state) => index.getAllKeys(state))).sort((a, b) => a - b),
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
      transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'));
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

/** What is not the storage's own failure is a fault of what was to be written, and says so. */
function refuse(error: unknown): never {
  if (!(error instanceof DOMException)) throw error;
  throw new StorageError(error.name === 'QuotaExceededError' ? 'storage_full' : 'storage_failed', error);
}
