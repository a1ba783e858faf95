// The sandbox's only place for SQL (with tables.ts): one SQLite file, every value bound, names never built from input.
// It stores and finds; it knows no rule of Stripe's. A transaction holds a change, its events and the stored answer.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Kind, ObjectsByKind } from './objects.ts';
import type { Delivery, DeliveryState, Links, ListQuery, StoredAnswer, Task } from './stored.ts';
import { TABLES } from './tables.ts';

export class Store {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec(TABLES);
  }

  /** Runs `work` in one transaction: all of it is stored, or, when it throws, nothing. */
  transaction<T>(work: () => T): T {
    this.#run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#run('COMMIT');
      return result;
    } catch (error) {
      this.#run('ROLLBACK');
      throw error;
    }
  }

  insert<K extends Kind>(
    kind: K,
    object: ObjectsByKind[K],
    links: Links,
    hidden: object | null = null,
  ): number {
    const { lastInsertRowid } = this.#run(
      `INSERT INTO objects (id, kind, created, payment_intent, charge, type, currency, body, hidden)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      object.id,
      kind,
      object.created,
      links.payment_intent ?? null,
      links.charge ?? null,
      links.type ?? null,
      links.currency ?? null,
      JSON.stringify(object),
      hidden && JSON.stringify(hidden),
    );
    return Number(lastInsertRowid);
  }

  update(object: { id: string }): void {
    this.#run('UPDATE objects SET body = ? WHERE id = ?', JSON.stringify(object), object.id);
  }

  find<K extends Kind>(kind: K, id: string): ObjectsByKind[K] | undefined {
    const row = this.#get('SELECT body FROM objects WHERE id = ? AND kind = ?', id, kind);
    return row && JSON.parse(text(row, 'body'));
  }

  hidden<T>(id: string): T | null {
    const row = this.#get('SELECT hidden FROM objects WHERE id = ?', id);
    return row === undefined || row['hidden'] === null ? null : JSON.parse(text(row, 'hidden'));
  }

  hide(id: string, hidden: object): void {
    this.#run('UPDATE objects SET hidden = ? WHERE id = ?', JSON.stringify(hidden), id);
  }

  seqOf(kind: Kind, id: string): number | undefined {
    const row = this.#get('SELECT seq FROM objects WHERE id = ? AND kind = ?', id, kind);
    return row && integer(row, 'seq');
  }

  /** One page, newest first, and whether there is more in the direction of travel. */
  list<K extends Kind>(kind: K, query: ListQuery): { data: ObjectsByKind[K][]; has_more: boolean } {
    const backwards = query.ending_before !== undefined;
    const { where, values } = conditions(kind, query, (id) => this.seqOf(kind, id) ?? 0);
    const order = backwards ? 'ASC' : 'DESC';
    const sql = `SELECT body FROM objects WHERE ${where} ORDER BY seq ${order} LIMIT ?`;
    const rows = this.#all(sql, ...values, query.limit + 1);
    const data = rows.slice(0, query.limit).map((row) => JSON.parse(text(row, 'body')));
    return { data: backwards ? data.reverse() : data, has_more: rows.length > query.limit };
  }

  answer(key: string, forget_before_ms: number): StoredAnswer | undefined {
    const row = this.#get('SELECT * FROM answers WHERE key = ? AND at_ms > ?', key, forget_before_ms);
    return (
      row && {
        path: text(row, 'path'),
        fingerprint: text(row, 'fingerprint'),
        request_id: text(row, 'request_id'),
        status: integer(row, 'status'),
        body: text(row, 'body'),
      }
    );
  }

  saveAnswer(key: string, at_ms: number, answer: StoredAnswer): void {
    this.#run(
      'INSERT OR REPLACE INTO answers (key, at_ms, path, fingerprint, request_id, status, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      key,
      at_ms,
      answer.path,
      answer.fingerprint,
      answer.request_id,
      answer.status,
      answer.body,
    );
  }

  forgetAnswers(before_ms: number): void {
    this.#run('DELETE FROM answers WHERE at_ms <= ?', before_ms);
  }

  addDelivery(event_seq: number, event_id: string, at_ms: number): void {
    this.#run(
      `INSERT INTO deliveries (event_seq, event_id, state, next_ms, first_ms) VALUES (?, ?, 'pending', ?, ?)`,
      event_seq,
      event_id,
      at_ms,
      at_ms,
    );
  }

  /** Pending deliveries that are due, oldest first. */
  dueDeliveries(now_ms: number, limit: number): Delivery[] {
    const sql = `SELECT * FROM deliveries WHERE state = 'pending' AND next_ms <= ? ORDER BY next_ms, event_seq LIMIT ?`;
    return this.#all(sql, now_ms, limit).map(delivery);
  }

  nextDelivery(after_ms: number): number | null {
    const sql = `SELECT min(next_ms) AS next FROM deliveries WHERE state = 'pending' AND next_ms > ?`;
    const row = this.#get(sql, after_ms);
    return row === undefined || row['next'] === null ? null : integer(row, 'next');
  }

  delivery(event_id: string): Delivery | undefined {
    const row = this.#get('SELECT * FROM deliveries WHERE event_id = ?', event_id);
    return row && delivery(row);
  }

  saveDelivery(
    event_id: string,
    state: DeliveryState,
    next_ms: number,
    last_result: string,
    tried: 0 | 1,
  ): void {
    this.#run(
      'UPDATE deliveries SET state = ?, next_ms = ?, last_result = ?, tries = tries + ? WHERE event_id = ?',
      state,
      next_ms,
      last_result,
      tried,
      event_id,
    );
  }

  addTask(task: Task): void {
    this.#run(
      'INSERT OR REPLACE INTO tasks (id, kind, due_ms) VALUES (?, ?, ?)',
      task.id,
      task.kind,
      task.due_ms,
    );
  }

  removeTask(id: string): void {
    this.#run('DELETE FROM tasks WHERE id = ?', id);
  }

  dueTasks(now_ms: number): Task[] {
    const rows = this.#all('SELECT id, kind, due_ms FROM tasks WHERE due_ms <= ? ORDER BY due_ms', now_ms);
    return rows.map((row) => ({
      id: text(row, 'id'),
      kind: text(row, 'kind'),
      due_ms: integer(row, 'due_ms'),
    }));
  }

  nextTask(): number | null {
    const row = this.#get('SELECT min(due_ms) AS next FROM tasks');
    return row === undefined || row['next'] === null ? null : integer(row, 'next');
  }

  setting(name: string): string | undefined {
    const row = this.#get('SELECT value FROM settings WHERE name = ?', name);
    return row && text(row, 'value');
  }

  saveSetting(name: string, value: string): void {
    this.#run('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)', name, value);
  }

  /** Count and sum of an amount field, per status, of one kind of object: what a check of the books needs. */
  totals(kind: 'payment_intent' | 'refund' | 'charge'): { status: string; count: number; amount: number }[] {
    const amount = kind === 'payment_intent' ? 'amount_received' : 'amount';
    const rows = this.#all(
      `SELECT body ->> 'status' AS status, count(*) AS count, coalesce(sum(body ->> ?), 0) AS amount
       FROM objects WHERE kind = ? GROUP BY 1 ORDER BY 1`,
      amount,
      kind,
    );
    return rows.map((row) => ({
      status: text(row, 'status'),
      count: integer(row, 'count'),
      amount: integer(row, 'amount'),
    }));
  }

  deliveryCounts(): Record<string, number> {
    const rows = this.#all('SELECT state, count(*) AS count FROM deliveries GROUP BY state');
    return Object.fromEntries(rows.map((row) => [text(row, 'state'), integer(row, 'count')]));
  }

  /** Forgets every object, answer, delivery and task; settings stay. */
  reset(): void {
    this.transaction(() => {
      for (const table of ['objects', 'answers', 'deliveries', 'tasks']) this.#run(`DELETE FROM ${table}`);
    });
  }

  close(): void {
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #run(sql: string, ...values: SQLInputValue[]) {
    return this.#statement(sql).run(...values);
  }

  #get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values);
  }
}

type Row = ReturnType<StatementSync['all']>[number];

function conditions(kind: Kind, query: ListQuery, seqOf: (id: string) => number) {
  const parts: [string, SQLInputValue | undefined | null][] = [
    ['kind = ?', kind],
    ['payment_intent = ?', query.payment_intent],
    ['charge = ?', query.charge],
    ['type = ?', query.type],
    ['currency = ?', query.currency],
    ['instr(type, ?) = 1', query.type_prefix],
    ['type IN (SELECT value FROM json_each(?))', query.types && JSON.stringify(query.types)],
    ['seq < ?', query.starting_after && seqOf(query.starting_after)],
    ['seq > ?', query.ending_before && seqOf(query.ending_before)],
    ['created > ?', query.created?.gt],
    ['created >= ?', query.created?.gte],
    ['created < ?', query.created?.lt],
    ['created <= ?', query.created?.lte],
    [
      `(EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = objects.id AND d.state <> 'delivered')) = ?`,
      query.undelivered === undefined ? undefined : Number(query.undelivered),
    ],
  ];
  const used = parts.flatMap(([sql, value]) =>
    value === undefined || value === null ? [] : [{ sql, value }],
  );
  return { where: used.map((part) => part.sql).join(' AND '), values: used.map((part) => part.value) };
}

function delivery(row: Row): Delivery {
  return {
    event_id: text(row, 'event_id'),
    state: text(row, 'state') as DeliveryState,
    next_ms: integer(row, 'next_ms'),
    first_ms: integer(row, 'first_ms'),
    tries: integer(row, 'tries'),
    last_result: row['last_result'] === null ? null : text(row, 'last_result'),
  };
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`column ${column} is not text`);
  return value;
}

function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new Error(`column ${column} is not an integer`);
  return value;
}
