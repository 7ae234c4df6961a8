export const tables = `
CREATE TABLE request_sample (
  id TEXT PRIMARY KEY,
  deployment TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  error_code TEXT,
  first_byte_ms REAL,
  first_token_ms REAL,
  last_token_ms REAL,
  end_ms REAL NOT NULL,
  tokens_in INTEGER,
  tokens_out INTEGER,
  tokens_cached INTEGER,
  tokens_reasoning INTEGER,
  token_source TEXT,
  cost INTEGER,
  cost_source TEXT
) STRICT;
CREATE INDEX request_by_deployment ON request_sample (deployment, sent_at);
CREATE INDEX request_by_time ON request_sample (sent_at);

CREATE TABLE status_sample (
  deployment TEXT NOT NULL,
  at INTEGER NOT NULL,
  status TEXT NOT NULL,
  ready INTEGER,
  price INTEGER,
  price_source TEXT,
  PRIMARY KEY (deployment, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX status_by_time ON status_sample (at);

CREATE TABLE test_run (
  id TEXT PRIMARY KEY,
  deployment TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  run TEXT NOT NULL
) STRICT;
CREATE INDEX test_by_deployment ON test_run (deployment, sent_at);

CREATE TABLE draft (id TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT;
CREATE TABLE note (deployment TEXT PRIMARY KEY, notes TEXT NOT NULL) STRICT;
CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;
