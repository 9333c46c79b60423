import { randomBytes } from 'node:crypto';
import type { HttpRequest } from '../../app-parts.ts';
import type { Form } from './read-html.ts';

/** A file that the user chose for a form. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** The files of a form by the names of their fields; a field without one is sent empty. */
export type FormFiles = ReadonlyMap<string, ChosenFile | undefined>;

/** What a form sends, in the way that it says (HTML, form submission). */
export function formRequest(form: Form, pageUrl: string, files: FormFiles): HttpRequest {
  const url = URL.canParse(form.action, pageUrl) ? new URL(form.action, pageUrl) : new URL(pageUrl);
  const names = [...files].map(([name, file]): readonly [string, string] => [name, file?.name ?? '']);
  if (form.method === 'get') {
    url.search = new URLSearchParams(
      [...form.hidden, ...names].map(([name, value]) => [name, value]),
    ).toString();
    return { method: 'GET', url: url.href, headers: {} };
  }
  if (form.multipart) return { method: 'POST', url: url.href, ...multipart(form, files) };
  const body = new URLSearchParams(
    [...form.hidden, ...names].map(([name, value]) => [name, value]),
  ).toString();
  return {
    method: 'POST',
    url: url.href,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  };
}

/** RFC 7578, with the boundary in the form that Chrome gives it. */
function multipart(form: Form, files: FormFiles): Pick<HttpRequest, 'headers' | 'body'> {
  const boundary = `----WebKitFormBoundary${randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'A')}`;
  const part = (lines: readonly string[], bytes: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]);
  const body = Buffer.concat([
    ...form.hidden.map(([name, value]) => part([disposition(name)], Buffer.from(value))),
    ...[...files].map(([name, file]) =>
      part(
        [
          `${disposition(name)}; filename="${escaped(file?.name ?? '')}"`,
          `Content-Type: ${file?.mimeType ?? 'application/octet-stream'}`,
        ],
        file?.bytes ?? new Uint8Array(),
      ),
    ),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body };
}

function disposition(name: string): string {
  return `Content-Disposition: form-data; name="${escaped(name)}"`;
}

/** HTML, "escape a multipart form data name". */
function escaped(text: string): string {
  return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
