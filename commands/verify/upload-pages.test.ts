import { describe, expect, it } from 'vitest';
import { hostMatches } from '../../helpers/verdicts/attribution.ts';
import { lookalikeHost, uploadPages } from './upload-pages.ts';

const served = uploadPages('0123456789abcdef', 'https://pages.telltale.test', 'jd.com.lookalike.test');

function pathOf(url: string): string {
  return new URL(url).pathname;
}

describe('the pages by which the browser uploads', () => {
  it.each(['start', 'end'] as const)('hold each its image and lead to the next: %s', (time) => {
    const { url, leak, noLeak, done } = served.pages[time];
    const first = served.html(pathOf(url)) ?? '';
    const second = served.html(pathOf(leak.url)) ?? '';
    expect(first).toContain(`action="${leak.url}"`);
    expect(first).toContain(`value="${served.imageTexts.get(leak.url)}"`);
    expect(second).toContain(`action="${noLeak.url}"`);
    expect(second).toContain(`value="${served.imageTexts.get(noLeak.url)}"`);
    expect(served.html(pathOf(noLeak.url))).toContain(done);
  });

  it('upload four images, no two alike, under addresses that hold the word of the run', () => {
    expect(new Set(served.imageTexts.values()).size).toBe(4);
    expect([...served.imageTexts.keys()].every((url) => url.includes('/0123456789abcdef/'))).toBe(true);
  });

  it('are nowhere else', () => {
    expect(served.html('/upload-start/page.html')).toBeUndefined();
  });
});

describe('the host that looks like the vendor’s', () => {
  it.each([
    [['*.jd.com'], 'jd.com.lookalike.test'],
    [['API.jd.com', 'x.example'], 'api.jd.com.lookalike.test'],
    [[], 'vendor.example.lookalike.test'],
  ])('for %j is %s, which is none of the vendor’s', (declared, host) => {
    expect(lookalikeHost(declared)).toBe(host);
    expect(hostMatches(host, declared)).toBe(false);
  });
});
