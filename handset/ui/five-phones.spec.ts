import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPhoneLab, type PhoneLab } from './exerciser-phone.fake.ts';

let lab: PhoneLab;
beforeAll(async () => {
  lab = await openPhoneLab(5933, process.env.PATH);
});
afterAll(() => lab.close());

describe('five phones of five versions', () => {
  it('have a session each on one Appium and one adb server, at once', async () => {
    const phones = await Promise.all(['8.1', '9', '11', '14', '16'].map((android) => lab.open(android)));
    const clicked = await Promise.all(
      phones.map(async ({ client }, nth) => {
        for (let times = 0; times < nth + 1; times += 1) await client.$('~counter').click();
        return await client.$('~counter').getText();
      }),
    );
    expect(clicked).toEqual([1, 2, 3, 4, 5].map((times) => `clicked ${times}, long 0`));
    await Promise.all(phones.map((phone) => phone.close()));
  });
});

describe('capabilities', () => {
  it('grant permissions, and set the language and the time zone', async () => {
    const phone = await lab.open('10', {
      'appium:autoGrantPermissions': true,
      'appium:language': 'ja',
      'appium:locale': 'JP',
      'appium:timeZone': 'Asia/Tokyo',
    });
    const { client } = phone;
    await client.$('android=new UiSelector().text("camera")').click();
    await expect
      .poll(() => client.$('android=textStartsWith("answer")').getText())
      .toBe('answer: camera true');
    expect(await client.execute('mobile: deviceInfo')).toMatchObject({
      locale: 'ja_JP',
      timeZone: 'Asia/Tokyo',
    });
    expect(await client.execute('mobile: getDeviceTime')).toMatch(/\+09:00$/);
    await phone.close();
  });

  it.each([
    ['a package that is not there', { 'appium:appPackage': 'nowhere.to.go' }],
    ['an activity that is not there', { 'appium:appActivity': '.Nowhere' }],
    ['a time zone that is not there', { 'appium:timeZone': 'Atlantis/Centre' }],
    ['a language that is not there', { 'appium:language': 'xx', 'appium:locale': 'YY' }],
  ])('with %s open no session', async (_what, capabilities) => {
    await expect(lab.open('13', capabilities)).rejects.toThrow();
  });
});
