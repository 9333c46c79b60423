import initSqlJs, { type Database } from 'sql.js';

/** A database of a few rows of text and one with these bytes, which go over many pages. */
export async function sqliteWith(bytes: Uint8Array): Promise<Uint8Array> {
  return await databaseAfter((database) => keep(database, bytes));
}

/** The same after that row was deleted: its pages are free, and nothing was written over them. */
export async function sqliteWithout(bytes: Uint8Array): Promise<Uint8Array> {
  return await databaseAfter((database) => {
    keep(database, bytes);
    database.run("delete from kept where name = 'tmp'");
  });
}

function keep(database: Database, bytes: Uint8Array): void {
  database.run('create table kept (id integer primary key, name text, content blob)');
  for (let at = 0; at < 20; at += 1) database.run('insert into kept (name) values (?)', [`row ${at}`]);
  database.run('insert into kept (name, content) values (?, ?)', ['tmp', bytes]);
}

async function databaseAfter(change: (database: Database) => void): Promise<Uint8Array> {
  const { Database } = await initSqlJs();
  const database = new Database();
  change(database);
  const file = database.export();
  database.close();
  return file;
}

/**
 * The write-ahead log of a database all of whose pages were written at once (sqlite.org/walformat.html): that is all that an app's
 * directory holds of a row until there are a thousand pages of it.
 */
export function sqliteLog(database: Uint8Array): Buffer {
  const size = Buffer.from(database).readUInt16BE(16);
  const pageBytes = size === 1 ? 65_536 : size;
  const head = Buffer.alloc(32);
  [0x377f0683, 3_007_000, pageBytes, 0, 0x0badcafe, 0x12345678].forEach((word, at) => {
    head.writeUInt32BE(word, 4 * at);
  });
  let sums = summed(head.subarray(0, 24), [0, 0]);
  head.writeUInt32BE(sums[0], 24);
  head.writeUInt32BE(sums[1], 28);
  const frames: Buffer[] = [head];
  const count = database.length / pageBytes;
  for (let page = 1; page <= count; page += 1) {
    const content = Buffer.from(database.subarray((page - 1) * pageBytes, page * pageBytes));
    const frame = Buffer.alloc(24);
    [page, page === count ? count : 0, 0x0badcafe, 0x12345678].forEach((word, at) => {
      frame.writeUInt32BE(word, 4 * at);
    });
    sums = summed(content, summed(frame.subarray(0, 8), sums));
    frame.writeUInt32BE(sums[0], 16);
    frame.writeUInt32BE(sums[1], 20);
    frames.push(frame, content);
  }
  return Buffer.concat(frames);
}

function summed(bytes: Buffer, [s0, s1]: readonly [number, number]): readonly [number, number] {
  let [first, second] = [s0, s1];
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32BE(at) + second) >>> 0;
    second = (second + bytes.readUInt32BE(at + 4) + first) >>> 0;
  }
  return [first, second];
}
