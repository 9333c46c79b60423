import initSqlJs from 'sql.js';

/** A database of a few rows of text and one with these bytes, which go over many pages. */
export async function sqliteWith(bytes: Uint8Array): Promise<Uint8Array> {
  const { Database } = await initSqlJs();
  const database = new Database();
  database.run('create table kept (id integer primary key, name text, content blob)');
  for (let at = 0; at < 20; at += 1) database.run('insert into kept (name) values (?)', [`row ${at}`]);
  database.run('insert into kept (name, content) values (?, ?)', ['tmp', bytes]);
  const file = database.export();
  database.close();
  return file;
}
