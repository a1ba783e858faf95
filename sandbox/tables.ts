// The sandbox's tables. The statements that use them are in store.ts, and nowhere else.

export const TABLES = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL; -- survives kill -9 of the process; a power cut may lose the last moments
CREATE TABLE IF NOT EXISTS objects (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  created INTEGER NOT NULL,
  payment_intent TEXT,
  charge TEXT,
  type TEXT,
  currency TEXT,
  body TEXT NOT NULL,
  hidden TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_payment ON objects (payment_intent, kind, seq) WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (charge, kind, seq) WHERE charge IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  path TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  request_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (at_ms);
CREATE TABLE IF NOT EXISTS deliveries (
  event_seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'given_up', 'dropped')),
  next_ms INTEGER NOT NULL,
  first_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  last_result TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (next_ms, event_seq) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS tasks (
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
