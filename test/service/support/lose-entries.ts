import SqliteDatabase from 'better-sqlite3';

/** What no rule allows and a broken disk does. */
export function loseEntries(file: string): void {
  const db = new SqliteDatabase(file);
  db.pragma('foreign_keys = OFF');
  const triggers = db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all() as string[];
  for (const name of triggers) db.exec(`DROP TRIGGER "${name}"`);
  db.exec('DELETE FROM entry');
  db.close();
}
