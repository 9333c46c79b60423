import type { Properties } from './properties.ts';

/** What the system's own screens speak. */
export type Language = 'en' | 'zh-CN';

/**
 * Simplified Chinese, or English, which is also what a phone falls back to that has no texts of its language; a real one
 * has those of about eighty.
 */
export function systemLanguage(properties: Pick<Properties, 'get'>): Language {
  const chosen = properties.get('persist.sys.locale') || properties.get('ro.product.locale');
  const [language, ...rest] = chosen.split('-');
  const traditional = rest.some((part) => ['Hant', 'TW', 'HK', 'MO'].includes(part));
  return language === 'zh' && !traditional ? 'zh-CN' : 'en';
}
