import { describe, expect, it } from 'vitest';
import { createSettings } from '../system/settings.ts';
import { createGlobalProxy, isExcluded } from './proxy-choice.ts';

function phone(atBoot: Readonly<Record<string, string>> = {}) {
  const settings = createSettings();
  for (const [key, value] of Object.entries(atBoot)) settings.put('global', key, value);
  const proxy = createGlobalProxy({
    get: (key) => settings.get('global', key),
    put: (key, value) => settings.put('global', key, value),
    onPut: (listener) => settings.onPut((_, key, value) => listener(key, value)),
  });
  return {
    put: (key: string, value: string) => settings.put('global', key, value),
    remove: (key: string) => settings.remove('global', key),
    get: (key: string) => settings.get('global', key),
    load: proxy.load,
    current: () => {
      const found = proxy.current();
      return found === undefined ? undefined : `${found.host}:${found.port}`;
    },
  };
}

describe('the proxy of a phone', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1:8080'],
    ['proxy.example:3128', 'proxy.example:3128'],
    ['proxy.example', 'proxy.example:8080'],
    [':0', undefined],
    ['127.0.0.1:0', undefined],
    ['127.0.0.1:99999', undefined],
    ['127.0.0.1:eighty', undefined],
    ['a b:80', undefined],
    ['', undefined],
  ])('is, by http_proxy %j, %s', (value, expected) => {
    const one = phone();
    one.put('http_proxy', value);
    expect(one.current()).toBe(expected);
    expect(phone({ http_proxy: value }).current()).toBe(expected);
  });

  it('is copied to the settings that are read at the next boot', () => {
    const one = phone();
    one.put('http_proxy', '127.0.0.1:8080');
    expect([one.get('global_http_proxy_host'), one.get('global_http_proxy_port')]).toEqual([
      '127.0.0.1',
      '8080',
    ]);
    one.put('http_proxy', ':0');
    expect([one.get('global_http_proxy_host'), one.get('global_http_proxy_port')]).toEqual(['', '0']);
  });

  it('stays when the setting is deleted, as appium and others found, and after a boot too', () => {
    const one = phone();
    one.put('http_proxy', '127.0.0.1:8080');
    one.remove('http_proxy');
    expect(one.current()).toBe('127.0.0.1:8080');
    for (const key of ['global_http_proxy_host', 'global_http_proxy_port']) one.remove(key);
    expect(one.current()).toBe('127.0.0.1:8080');
    one.load();
    expect(one.current()).toBeUndefined();
  });

  it('does not hear of global_http_proxy_* before a boot', () => {
    const one = phone();
    one.put('global_http_proxy_host', 'proxy.example');
    one.put('global_http_proxy_port', '3128');
    expect(one.current()).toBeUndefined();
    one.load();
    expect(one.current()).toBe('proxy.example:3128');
  });

  it('stays as it was when the new one is not valid', () => {
    const one = phone({ http_proxy: '127.0.0.1:8080' });
    one.put('http_proxy', '127.0.0.1:99999');
    expect(one.current()).toBe('127.0.0.1:8080');
  });
});

describe('hosts without the proxy', () => {
  const proxy = { host: 'p', port: 1, exclusions: ['jd.com', '*.jr.jd.com', '10.*', '*test*'] };
  it.each([
    ['jd.com', true],
    ['ims.jd.com', false],
    ['ms.jr.jd.com', true],
    ['MS.JR.JD.COM', true],
    ['jr.jd.com', false],
    ['10.0.2.2', true],
    ['110.0.2.2', false],
    ['echo.telltale.test', true],
  ])('%s: %s', (host, excluded) => expect(isExcluded(proxy, host)).toBe(excluded));
});
