import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ExchangeFlow, Flow, HeaderList } from '../helpers/model/flow.ts';

/** Writes `flows.har` beside `flows.jsonl`: HAR 1.2, bodies by reference into the object store. */
export async function writeHar(bundleDirectory: string): Promise<void> {
  const entries: object[] = [];
  const lines = createInterface({ input: createReadStream(path.join(bundleDirectory, 'flows.jsonl')) });
  for await (const line of lines) {
    const flow = parsed(line);
    if (flow?.kind === 'exchange') entries.push(entryOf(flow));
  }
  const har = { log: { version: '1.2', creator: { name: 'Telltale', version: '0.1.0' }, entries } };
  await writeFile(path.join(bundleDirectory, 'flows.har'), `${JSON.stringify(har, null, 1)}\n`);
}

/** A line that was cut off when the engine died is no flow. */
function parsed(line: string): Flow | undefined {
  try {
    return JSON.parse(line) as Flow;
  } catch {
    return undefined;
  }
}

/** One entry by the HAR 1.2 specification; -1 stands for what is not known. */
function entryOf(flow: ExchangeFlow): object {
  const responseHeaders = flow.responseHeaders ?? [];
  return {
    startedDateTime: new Date(flow.startedMs).toISOString(),
    time: flow.endedMs - flow.startedMs,
    request: {
      method: flow.method,
      url: flow.url,
      httpVersion: `HTTP/${flow.httpVersion}`,
      cookies: [],
      headers: pairs(flow.requestHeaders),
      queryString: queryOf(flow.url),
      headersSize: -1,
      bodySize: flow.request.bytes,
      comment: reference(flow.request),
    },
    response: {
      status: flow.status ?? 0,
      statusText: '',
      httpVersion: `HTTP/${flow.httpVersion}`,
      cookies: [],
      headers: pairs(responseHeaders),
      content: {
        size: flow.response?.bytes ?? 0,
        mimeType: headerValue(responseHeaders, 'content-type') ?? 'application/octet-stream',
        ...(flow.response === undefined ? {} : { comment: reference(flow.response) }),
      },
      redirectURL: headerValue(responseHeaders, 'location') ?? '',
      headersSize: -1,
      bodySize: flow.response?.bytes ?? -1,
      ...(flow.proxyError === undefined ? {} : { comment: `answered by the proxy: ${flow.proxyError}` }),
    },
    cache: {},
    timings: { send: 0, wait: flow.endedMs - flow.startedMs, receive: 0 },
    connection: flow.connection,
  };
}

/** An app may ask for what is no URL: it is recorded as it is, and its query is not taken apart. */
function queryOf(url: string): readonly object[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

function pairs(headers: HeaderList): readonly object[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function headerValue(headers: HeaderList, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function reference(body: { readonly sha256: string; readonly complete: boolean }): string {
  return `objects/${body.sha256.slice(0, 2)}/${body.sha256.slice(2)}${body.complete ? '' : ' (cut off)'}`;
}
