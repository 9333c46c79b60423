import type { Language } from '../../system/language.ts';

/** The words of the system's windows that are not an app's. */
export interface SystemTexts {
  stopped(label: string): string;
  keepsStopping(label: string): string;
  notResponding(label: string): string;
  readonly openAgain: string;
  readonly closeApp: string;
  readonly wait: string;
  readonly clearAll: string;
}

/** The words of a language on a version. */
export function systemTexts(language: Language, api: number): SystemTexts {
  return language === 'en' ? ENGLISH : chinese(api);
}

/** As known, without a source at hand. */
const ENGLISH: SystemTexts = {
  stopped: (label) => `${label} has stopped`,
  keepsStopping: (label) => `${label} keeps stopping`,
  notResponding: (label) => `${label} isn't responding`,
  openAgain: 'Open app again',
  closeApp: 'Close app',
  wait: 'Wait',
  clearAll: 'Clear all',
};

/**
 * By `aerr_…` of frameworks/base's values-zh-rCN, read in 7.1 and in 13, where the quotation marks have come, in between
 * not verified. `clearAll` and what an ANR says are as known, without a source at hand.
 */
function chinese(api: number): SystemTexts {
  return {
    stopped: (label) => `${label}已停止运行`,
    keepsStopping: (label) => (api < 33 ? `${label}屡次停止运行` : `“${label}”屡次停止运行`),
    notResponding: (label) => (api < 33 ? `${label}没有响应` : `“${label}”没有响应`),
    openAgain: '重新打开应用',
    closeApp: '关闭应用',
    wait: '等待',
    clearAll: '全部清除',
  };
}
