import type { TLSSocket } from 'node:tls';

/**
 * The body of the next answer on the connection, as long as its `content-length` says. Node's own client takes more
 * time for a small answer than what is measured here.
 */
export function readAnswer(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const done = (outcome: string | Error): void => {
      socket.off('data', take);
      socket.off('close', gone);
      socket.off('error', done);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    const gone = (): void => done(new Error('closed before the answer was whole'));
    const take = (chunk: Buffer): void => {
      seen += chunk.toString('latin1');
      const body = wholeBody(seen);
      if (body !== undefined) done(body);
    };
    socket.on('data', take);
    socket.once('close', gone);
    socket.once('error', done);
  });
}

function wholeBody(seen: string): string | undefined {
  const end = seen.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const body = seen.slice(end + 4);
  const length = /\r\ncontent-length: *(\d+)/i.exec(seen.slice(0, end))?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${seen}`);
  return body.length >= Number(length) ? body : undefined;
}
