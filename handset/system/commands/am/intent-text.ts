import type { Intent } from '../../../app-parts.ts';
import { component } from '../../package-state.ts';

/** `Intent { act=… cmp=… }`, as Intent.toString has it: what follows a URI's host is not told. */
export function intentText(intent: Intent): string {
  return `Intent { ${shortIntent(intent)} }`;
}

/** The same without the name and the braces, `{act=… cmp=…}` of the log. */
export function shortIntent(intent: Intent): string {
  const { action, categories = [], uri, mimeType, flags = 0, package: name, component: cmp, extras } = intent;
  return [
    ...(action === undefined ? [] : [`act=${action}`]),
    ...(categories.length === 0 ? [] : [`cat=[${categories.join(',')}]`]),
    ...(uri === undefined ? [] : [`dat=${safeUri(uri)}`]),
    ...(mimeType === undefined ? [] : [`typ=${mimeType}`]),
    ...(flags === 0 ? [] : [`flg=0x${(flags >>> 0).toString(16)}`]),
    ...(name === undefined ? [] : [`pkg=${name}`]),
    ...(cmp === undefined ? [] : [`cmp=${component(cmp, cmp.activity)}`]),
    ...(Object.keys(extras).length === 0 ? [] : ['(has extras)']),
  ].join(' ');
}

/** Uri.toSafeString. */
function safeUri(uri: string): string {
  const scheme = /^([^:]*):/.exec(uri)?.[1]?.toLowerCase() ?? '';
  if (['tel', 'sip', 'sms', 'smsto', 'mailto'].includes(scheme))
    return `${scheme}:${uri.slice(scheme.length + 1).replaceAll(/[^-@.]/g, 'x')}`;
  if (['http', 'https', 'ftp', 'rtsp'].includes(scheme))
    return `${scheme}://${/^[^:]*:\/\/([^/?#]*)/.exec(uri)?.[1] ?? ''}/...`;
  return uri.replace(/[?#].*$/s, '');
}
