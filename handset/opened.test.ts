import { expect, it } from 'vitest';
import { Opened } from './opened.ts';

it('closes in reverse order, once, also below what would not close', async () => {
  const closed: string[] = [];
  const opened = new Opened();
  for (const name of ['root', 'shell', 'adbd']) {
    opened.closedBy(async () => {
      closed.push(name);
      if (name === 'shell') throw new Error('the shell is stuck');
    });
  }
  await expect(opened.close()).rejects.toThrow('the shell is stuck');
  await opened.close();
  expect(closed).toEqual(['adbd', 'shell', 'root']);
});
