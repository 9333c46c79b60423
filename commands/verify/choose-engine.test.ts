import { describe, expect, it } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

describe('what reads the traffic', () => {
  it('is mockttp, which is built in', async () => {
    expect(await chooseEngine('mockttp', {})).toEqual({ kind: 'mockttp' });
  });

  it('cannot be a mitmdump that is not there: it says how to install it, or to do without', async () => {
    await expect(chooseEngine('mitmdump', { PATH: '/nowhere' })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      remedy: expect.stringMatching(/apt-get install mitmproxy.*leave --proxy=mitmdump out/),
    });
  });
});
