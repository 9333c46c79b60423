import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { enginesOn } from './contract/engines.fake.ts';

const VISITS = fileURLToPath(new URL('./hermetic-visits.fake.ts', import.meta.url));

it.each(await enginesOn(process.env.PATH))(
  '$kind leaves the machine by nothing: every host of every kind is asked of the phone’s own internet',
  (engine) => {
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const script = 'toybox ifconfig lo up && exec "$0" --import tsx "$1"';
    const words = [
      ...asRoot,
      '--net',
      '--kill-child',
      '--fork',
      'sh',
      '-c',
      script,
      process.execPath,
      VISITS,
      JSON.stringify(engine),
    ];
    const said = execFileSync('unshare', words, {
      cwd: path.dirname(import.meta.dirname),
      input: JSON.stringify(engine),
      encoding: 'utf8',
      timeout: 60_000,
    });
    const { left, seenWhenTried, asked } = JSON.parse(said) as {
      readonly left: number;
      readonly seenWhenTried: number;
      readonly asked: readonly string[];
    };
    expect(seenWhenTried).toBeGreaterThan(0);
    expect(left).toBe(0);
    for (const host of ['plain.example', '198.51.100.7', 'clear.example', 'secret.example'])
      expect(asked.join(' ')).toContain(host);
  },
);
