// Brings an object's tables up to date when it wakes up.

/** Runs the steps that this object has not run yet, each once, in order, all or nothing. */
export function migrate(storage: DurableObjectStorage, steps: readonly string[]): void {
  storage.transactionSync(() => {
    const { sql } = storage;
    sql.exec('CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY) STRICT');
    const done = sql.exec<{ done: number }>('SELECT COUNT(*) AS done FROM migrations').one().done;
    for (const [index, step] of steps.entries()) {
      if (index < done) continue;
      sql.exec(step);
      sql.exec('INSERT INTO migrations (step) VALUES (?)', index + 1);
    }
  });
}
