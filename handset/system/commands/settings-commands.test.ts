import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeFramework, fakeFramework } from '../framework.fake.ts';

let framework: FakeFramework;
beforeAll(async () => {
  framework = await fakeFramework([]);
});
afterAll(() => framework.dispose());

const say = async (line: string): Promise<string> => (await framework.run(line.split(' '))).stdout;

describe('settings', () => {
  it('puts, gets, lists and deletes per namespace', async () => {
    await framework.run(['settings', 'put', 'global', 'http_proxy', '127.0.0.1:8080']);
    expect(await say('settings get global http_proxy')).toBe('127.0.0.1:8080\n');
    expect(await say('settings get secure http_proxy')).toBe('null\n');
    expect((await say('settings list global')).split('\n')).toContain('http_proxy=127.0.0.1:8080');
    expect(await say('settings delete global http_proxy')).toBe('Deleted 1 rows\n');
    expect(await say('settings delete global http_proxy')).toBe('Deleted 0 rows\n');
    expect(await say('settings get global http_proxy')).toBe('null\n');
  });

  it('knows the user that it is asked for, and lists by name', async () => {
    expect(await say('settings --user 0 get secure android_id')).toMatch(/^[0-9a-f]{16}\n$/);
    const names = (await say('settings list global'))
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).toEqual([...names].sort());
  });

  it.each([
    ['settings get', "Invalid namespace ''"],
    ['settings get elsewhere x', "Invalid namespace 'elsewhere'"],
    ['settings get global', 'Bad arguments'],
    ['settings put global x', 'Bad arguments'],
    ['settings delete global', 'Bad arguments'],
    ['settings frobnicate global x', 'Invalid command: frobnicate'],
  ])('refuses: %s', async (line, words) => {
    expect(await framework.run(line.split(' '))).toEqual({ code: 255, stdout: '', stderr: `${words}\n` });
  });
});
