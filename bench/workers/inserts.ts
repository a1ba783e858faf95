// The least that a durable write costs: an object with one table.

import { DurableObject } from 'cloudflare:workers';

export class Inserts extends DurableObject<object> {
  private readonly sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS posted (id INTEGER PRIMARY KEY, body TEXT NOT NULL CHECK (json_valid(body))) STRICT
    `);
  }

  /** Keeps a JSON text; the reply waits until it is durable. */
  insert(body: string): number {
    return this.sql.exec<{ id: number }>('INSERT INTO posted (body) VALUES (?) RETURNING id', body).one().id;
  }
}
