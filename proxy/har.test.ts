import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import schemas from 'har-schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExchangeFlow, Flow } from '../helpers/model/flow.ts';
import { parseFlowId, parseSha256 } from '../helpers/model/ids.ts';
import { writeHar } from './har.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'har-test-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
addFormats.default(ajv);
for (const schema of Object.values(schemas)) ajv.addSchema(schema);
const isHar = ajv.getSchema('har.json#');

async function harOf(...flows: readonly Flow[]) {
  await writeFile(
    path.join(directory, 'flows.jsonl'),
    flows.map((flow) => `${JSON.stringify(flow)}\n`).join(''),
  );
  await writeHar(directory);
  const har = JSON.parse(await readFile(path.join(directory, 'flows.har'), 'utf8'));
  if (isHar?.(har) !== true) throw new Error(`no HAR: ${JSON.stringify(isHar?.errors)}`);
  return har;
}

const BODY = { sha256: parseSha256('ab'.repeat(32)), bytes: 3, complete: true };
const EXCHANGE: ExchangeFlow = {
  kind: 'exchange',
  id: parseFlowId('exchange-1'),
  connection: parseFlowId('connection-1'),
  startedMs: 1_000,
  endedMs: 1_020,
  scheme: 'https',
  host: 'a.example',
  port: 443,
  method: 'POST',
  url: 'https://a.example/x?y=1&y=2',
  httpVersion: '1.1',
  requestHeaders: [['Host', 'a.example']],
  request: BODY,
};

describe('the HAR', () => {
  it('of nothing is valid', async () => {
    expect((await harOf()).log.entries).toEqual([]);
  });

  it('names the object of each body, and whether it was cut off', async () => {
    const response = { ...BODY, complete: false };
    const { log } = await harOf(EXCHANGE, { ...EXCHANGE, status: 200, response });
    expect(log.entries[0]).toMatchObject({
      request: {
        comment: `objects/ab/${'ab'.repeat(31)}`,
        queryString: [
          { name: 'y', value: '1' },
          { name: 'y', value: '2' },
        ],
      },
      response: { status: 0, bodySize: -1 },
    });
    expect(log.entries[1].response.content.comment).toBe(`objects/ab/${'ab'.repeat(31)} (cut off)`);
  });

  it('shows the messages of a WebSocket with the request that opened it, as Chrome does', async () => {
    const connection = parseFlowId('connection-1');
    const webSocket = parseFlowId('websocket-1');
    const common = { connection, startedMs: 1_500, endedMs: 1_600, host: 'a.example' };
    const message = {
      kind: 'websocket-message',
      webSocket,
      ...common,
      compressed: false,
      body: BODY,
    } as const;
    const none = { messages: 0, bytes: 0 };
    const { log } = await harOf(
      EXCHANGE,
      { ...message, id: parseFlowId('m-1'), direction: 'sent', opcode: 2 },
      { ...message, id: parseFlowId('m-2'), direction: 'received', opcode: 1 },
      {
        kind: 'websocket',
        id: webSocket,
        exchange: EXCHANGE.id,
        ...common,
        port: 443,
        url: 'wss://a.example/',
        sent: none,
        received: none,
      },
    );
    expect(log.entries[0]._webSocketMessages).toEqual([
      { type: 'send', time: 1.5, opcode: 2, data: `objects/ab/${'ab'.repeat(31)}` },
      { type: 'receive', time: 1.5, opcode: 1, data: `objects/ab/${'ab'.repeat(31)}` },
    ]);
  });

  it('is valid whatever an app and a server say', async () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 30 });
    const headers = fc.array(fc.tuple(hostile, hostile), { maxLength: 3 });
    const said = fc.record({
      method: hostile,
      path: hostile,
      requestHeaders: headers,
      responseHeaders: headers,
      location: hostile,
    });
    const property = fc.asyncProperty(fc.array(said, { minLength: 30 }), async (exchanges) => {
      const flows = exchanges.flatMap(({ path: asked, location, responseHeaders, ...rest }) => [
        {
          ...EXCHANGE,
          ...rest,
          url: `https://a.example/${asked}`,
          status: 302,
          response: BODY,
          responseHeaders: [['Location', location] as const, ...responseHeaders],
        },
        { ...EXCHANGE, url: asked },
      ]);
      await harOf(...flows);
    });
    await fc.assert(property, { numRuns: 4 });
  });
});
