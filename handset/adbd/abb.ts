import type { ShellRequest } from './shell-service.ts';

/**
 * `abb:` and `abb_exec:` — a service's command as words with NUL between them, which the binder bridge of Android 10 and
 * later gives to the service without a shell (abb.cpp). Empty words are lost on the way there, too.
 */
export function abbRequest(service: string, uid: number): ShellRequest | undefined {
  const [, kind, words = ''] = /^(abb|abb_exec):(.*)$/s.exec(service) ?? [];
  if (kind === undefined) return undefined;
  const argv = words.split('\0').filter((word) => word !== '');
  return {
    line: ['cmd', ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '),
    uid,
    framed: kind === 'abb',
    onTerminal: false,
    terminal: 'dumb',
  };
}
