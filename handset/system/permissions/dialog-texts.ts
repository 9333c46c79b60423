import type { Language } from '../language.ts';
import { type DialogCase, dialogMessage } from './permission-dialog.ts';

/** The words of the dialog in one language. */
export interface DialogTexts {
  message(label: string, asked: DialogCase): string;
  page(at: number, count: number): string;
  /** A button or a box, by its English words. */
  label(english: string): string;
}

/** By values-zh-rCN of PackageInstaller (oreo-mr1-, pie-, android10-, android11-release) and of PermissionController (2024). */
const CHINESE_LABELS: ReadonlyMap<string, string> = new Map([
  ['Allow', '允许'],
  ['Deny', '拒绝'],
  ["Don't ask again", '不再询问'],
  // Only in 10.
  ['Allow only while using the app', '仅在使用此应用时允许'],
  ['Deny & don’t ask again', '拒绝，不要再询问'],
  ['Allow all the time', '始终允许'],
  ['While using the app', '仅在使用该应用时允许'],
  ['Only this time', '仅限这一次'],
  // In the file of 2024; that 13 has them already is not verified.
  ['Don’t allow', '不允许'],
  ['Select photos and videos', '选择照片和视频'],
  ['Allow limited access', '允许有限访问'],
  ['Allow all', '全部允许'],
  ['Select more', '选择更多'],
  ['Don’t select more', '不选择其他数据'],
]);

/** As in the `permgrouprequest_…` of 11 and of 2024, which are one but for the storage. */
const CHINESE_PURPOSES: ReadonlyMap<string, string> = new Map([
  ['CONTACTS', '访问您的通讯录'],
  ['CALENDAR', '访问您的日历'],
  ['SMS', '发送和查看短信'],
  ['STORAGE', '访问您设备上的照片、媒体内容和文件'],
  ['LOCATION', '获取此设备的位置信息'],
  ['CALL_LOG', '访问您的手机通话记录'],
  ['PHONE', '拨打电话和管理通话'],
  ['MICROPHONE', '录音'],
  ['ACTIVITY_RECOGNITION', '获取您的身体活动数据'],
  ['CAMERA', '拍摄照片和录制视频'],
  ['SENSORS', '访问与您的生命体征相关的传感器数据'],
  ['READ_MEDIA_VISUAL', '访问此设备上的照片和视频'],
  ['READ_MEDIA_AURAL', '访问此设备上的音乐和音频'],
  ['NEARBY_DEVICES', '查找、连接到附近设备以及确定附近设备的相对位置'],
  ['NOTIFICATIONS', '向您发送通知'],
]);

function chineseMessage(label: string, asked: DialogCase): string {
  const { api, someSelected } = asked;
  const group = asked.group.slice(asked.group.lastIndexOf('.') + 1);
  if (someSelected) return `允许${label}访问此设备上的更多照片和视频？`;
  const purpose = chinesePurpose(group, asked);
  const quoted = `“${label}”${purpose}吗？`;
  // permission_warning_template with the group's description; that was read in 7.1 and 13, not in 8.1.
  if (api < 28) return `要允许${label}${purpose}吗？`;
  if (api >= 31) return group === 'SENSORS' ? `允许${label}${purpose}吗？` : `要允许${quoted}`;
  // Read in 11; in 9 and 10 the texts lie in frameworks/base, from where 11 took them over: not verified there.
  if (group === 'STORAGE' || group === 'PHONE') return `允许${quoted}`;
  return `${group === 'SMS' || group === 'LOCATION' ? '要' : ''}允许${label}${purpose}吗？`;
}

function chinesePurpose(group: string, { api, targetSdk }: DialogCase): string {
  if (group === 'STORAGE' && api >= 33)
    return `访问此设备上的照片、视频、音乐${targetSdk < 29 ? '、音频和其他文件' : '和音频'}`;
  if (group === 'MICROPHONE' && api < 28) return '录制音频';
  return CHINESE_PURPOSES.get(group) ?? '执行未知操作';
}

/** The dialog's words in every language that the phone's own screens have. */
export const DIALOG_TEXTS: Readonly<Record<Language, DialogTexts>> = {
  en: {
    message: dialogMessage,
    page: (at, count) => `${at} of ${count}`,
    label: (english) => english,
  },
  'zh-CN': {
    message: chineseMessage,
    page: (at, count) => `第 ${at} 项权限（共 ${count} 项）`,
    label: (english) => CHINESE_LABELS.get(english) ?? english,
  },
};
