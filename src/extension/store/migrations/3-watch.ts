/** Readings when they change, and when their account was watched. Older ones have no scope: each stands for itself. */
export const watch = `
ALTER TABLE status_sample ADD COLUMN max INTEGER;
ALTER TABLE status_sample ADD COLUMN created_at INTEGER;
ALTER TABLE status_sample ADD COLUMN scope TEXT;
ALTER TABLE status_sample ADD COLUMN unseen INTEGER;
ALTER TABLE status_sample ADD COLUMN gone INTEGER;

CREATE TABLE watch_stretch (
  scope TEXT NOT NULL,
  writer TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (scope, writer, since)
) STRICT, WITHOUT ROWID;
`;
