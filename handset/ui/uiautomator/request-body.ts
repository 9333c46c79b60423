import type { IncomingMessage } from 'node:http';
import { ProtocolError } from './protocol-error.ts';

/** The JSON object that a client sent. */
export type RequestBody = Readonly<Record<string, unknown>>;

const MOST_BYTES = 8 * 1024 * 1024;

/** Reads the body; an empty one is an empty object. Rejects with `invalid argument` for what is not a JSON object. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MOST_BYTES)
      throw new ProtocolError('invalid argument', `The body is larger than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString();
  return text.trim() === '' ? {} : asObject(parsed(text), 'the body');
}

export function asObject(value: unknown, name: string): RequestBody {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ProtocolError('invalid argument', `${name} must be a JSON object`);
}

export function asList(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ProtocolError('invalid argument', `'${name}' must be a list`);
}

export function stringField(body: RequestBody, name: string): string {
  const value = body[name];
  if (typeof value === 'string') return value;
  throw new ProtocolError('invalid argument', `'${name}' must be a string`);
}

export function numberField(body: RequestBody, name: string): number {
  const value = body[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ProtocolError('invalid argument', `'${name}' must be a number`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError('invalid argument', `The body is not JSON: ${String(cause)}`);
  }
}
