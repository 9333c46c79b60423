import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownApps } from '../load-profile.ts';
import { profileJsonSchema } from './json-schema.ts';

const APPS = path.join(import.meta.dirname, '..', '..', 'apps');

describe('the JSON Schema for editors', () => {
  it('is what apps/profile.schema.json holds; after a change write it anew: npx vitest run -u commands/profile', async () => {
    await expect(profileJsonSchema()).toMatchFileSnapshot(path.join(APPS, 'profile.schema.json'));
  });

  it('is named on the first line of every profile', async () => {
    for (const app of await knownApps(APPS)) {
      const [first] = readFileSync(path.join(APPS, app, 'profile.yaml'), 'utf8').split('\n');
      expect(first).toBe('# yaml-language-server: $schema=../profile.schema.json');
    }
  });
});
