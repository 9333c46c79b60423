/** Something that is kept open for the next request. */
export interface Kept {
  readonly usable: boolean;
  close(): void;
}

/** Idle connections by where they lead to. */
export interface ConnectionPool<Connection extends Kept> {
  /** One that leads there, no longer idle. */
  take(key: string): Connection | undefined;
  give(key: string, connection: Connection): void;
  clear(): void;
}

/** OkHttp, ConnectionPool: five idle connections, for five minutes. */
const MOST_IDLE = 5;
const IDLE_MS = 300_000;

export function createConnectionPool<Connection extends Kept>(): ConnectionPool<Connection> {
  const idle = new Map<Connection, { readonly key: string; readonly timer: NodeJS.Timeout }>();
  const remove = (connection: Connection): void => {
    clearTimeout(idle.get(connection)?.timer);
    idle.delete(connection);
  };
  const evict = (connection: Connection): void => {
    remove(connection);
    connection.close();
  };
  return {
    take(key) {
      for (const [connection, { key: other }] of idle) {
        if (!connection.usable) evict(connection);
        else if (other === key) {
          remove(connection);
          return connection;
        }
      }
      return undefined;
    },
    give(key, connection) {
      idle.set(connection, { key, timer: setTimeout(() => evict(connection), IDLE_MS).unref() });
      const [oldest] = idle.keys();
      if (idle.size > MOST_IDLE && oldest !== undefined) evict(oldest);
    },
    clear() {
      for (const connection of [...idle.keys()]) evict(connection);
    },
  };
}
