import type { Framework } from '../framework.ts';

/**
 * `dumpsys deviceidle [whitelist [+NAME|-NAME]…]`, Android 9. Nothing here ever dozes: commands that would make it doze
 * are refused.
 */
export function createDeviceIdle(): (framework: Framework, words: readonly string[]) => string {
  const whitelist = new Set<string>();

  function change({ packages }: Framework, word: string): string {
    const name = word.slice(1);
    if (!/^[+-]/.test(word)) return `Package must be prefixed with +, -, or =: ${word}\n`;
    if (word.startsWith('+') && packages.get(name) === undefined) return `Unknown package: ${name}\n`;
    if (word.startsWith('+')) {
      whitelist.add(name);
      return `Added: ${name}\n`;
    }
    return whitelist.delete(name) ? `Removed: ${name}\n` : '';
  }

  return (framework, words) => {
    const [verb, ...rest] = words;
    const listed = framework.packages.all().filter((known) => whitelist.has(known.package));
    if (verb === undefined)
      return [
        'Settings:',
        '  light_after_inactive_to=+5m0s0ms',
        'Whitelist (except idle) system apps:',
        ...(listed.length === 0 ? [] : ['Whitelist user apps:']),
        ...listed.map((known) => `  ${known.package}`),
        '',
      ].join('\n');
    if (verb !== 'whitelist') return `Unknown command: ${verb}\n`;
    if (rest.length > 0) return rest.map((word) => change(framework, word)).join('');
    return listed.map((known) => `user,${known.package},${known.uid}\n`).join('');
  };
}
