import { describe, expect, it } from 'vitest';
import { DIALOG_TEXTS } from './dialog-texts.ts';
import { type DialogCase, dialogButtons } from './permission-dialog.ts';

const CASE: DialogCase = {
  api: 28,
  group: 'android.permission-group.CAMERA',
  targetSdk: 34,
  refusedBefore: false,
  asksForBackground: false,
  someSelected: false,
  knowsSelection: false,
};
const { 'zh-CN': chinese, en: english } = DIALOG_TEXTS;

describe('the Chinese dialog', () => {
  it.each<readonly [group: string, api: number, targetSdk: number, message: string]>([
    ['LOCATION', 27, 34, '要允许时钟获取此设备的位置信息吗？'],
    ['MICROPHONE', 27, 34, '要允许时钟录制音频吗？'],
    ['MICROPHONE', 28, 34, '允许时钟录音吗？'],
    ['LOCATION', 30, 34, '要允许时钟获取此设备的位置信息吗？'],
    ['STORAGE', 28, 34, '允许“时钟”访问您设备上的照片、媒体内容和文件吗？'],
    ['STORAGE', 33, 30, '要允许“时钟”访问此设备上的照片、视频、音乐和音频吗？'],
    ['STORAGE', 33, 28, '要允许“时钟”访问此设备上的照片、视频、音乐、音频和其他文件吗？'],
    ['SENSORS', 34, 34, '允许时钟访问与您的生命体征相关的传感器数据吗？'],
    ['NOTIFICATIONS', 33, 34, '要允许“时钟”向您发送通知吗？'],
    ['OF_ITS_OWN', 30, 34, '允许时钟执行未知操作吗？'],
  ])('asks for %s at API level %i, of an app for %i: %s', (group, api, targetSdk, message) => {
    expect(
      chinese.message('时钟', { ...CASE, group: `android.permission-group.${group}`, api, targetSdk }),
    ).toBe(message);
  });

  it('says what is asked after some photos were selected', () => {
    const asked = {
      ...CASE,
      api: 34,
      group: 'android.permission-group.READ_MEDIA_VISUAL',
      someSelected: true,
    };
    expect(chinese.message('$&', asked)).toBe('允许$&访问此设备上的更多照片和视频？');
  });

  it('has a word of its own for every button', () => {
    const flags = [true, false];
    const groups = ['CAMERA', 'LOCATION', 'READ_MEDIA_VISUAL'].map(
      (one) => `android.permission-group.${one}`,
    );
    const cases = [27, 28, 29, 30, 33, 34, 36].flatMap((api) =>
      groups.flatMap((group) =>
        flags.flatMap((one) =>
          flags.map((other) => ({
            ...{ ...CASE, api, group, refusedBefore: one, asksForBackground: other },
            someSelected: group.endsWith('VISUAL') && other,
          })),
        ),
      ),
    );
    const labels = new Set(cases.flatMap(dialogButtons).map(({ text }) => text));
    for (const label of [...labels, "Don't ask again"]) expect(chinese.label(label)).not.toMatch(/[A-Za-z]/);
    expect(labels.size).toBeGreaterThan(10);
  });

  it('counts the questions', () => {
    expect([chinese.page(1, 2), english.page(1, 2)]).toEqual(['第 1 项权限（共 2 项）', '1 of 2']);
  });
});
