import { describe, expect, it } from 'vitest';
import { parseUiSelector } from './ui-selector.ts';
import type { ViewFacts } from './view-attributes.ts';

const VIEW: ViewFacts = {
  index: 1,
  packageName: 'a.b',
  className: 'android.widget.Button',
  text: '发送 "now"',
  description: 'Send it',
  resourceId: 'a.b:id/send',
  hint: undefined,
  checkable: true,
  checked: false,
  clickable: true,
  enabled: true,
  focusable: true,
  focused: false,
  longClickable: false,
  password: false,
  scrollable: false,
  selected: false,
  displayed: true,
  bounds: { left: 0, top: 0, right: 1, bottom: 1 },
};

describe('a UiSelector expression', () => {
  it.each([
    ['new UiSelector()', true],
    ['new UiSelector().text("发送 \\"now\\"")', true],
    // Of Java's escapes the server knows the quote's only.
    ['UiSelector().text("\\u53d1\\u9001 \\"now\\"")', false],
    ['new UiSelector().text("发送")', false],
    ['new UiSelector().textContains("NOW")', true],
    ['new UiSelector().textContains("later")', false],
    ['new UiSelector().textStartsWith("发")', true],
    ['new UiSelector().textStartsWith("now")', false],
    ['new UiSelector().textMatches("发.*")', true],
    ['new UiSelector().textMatches("发")', false],
    ['new UiSelector().textMatches("(?:\\S+) .*w\\"")', true],
    ['new UiSelector().description("Send it")', true],
    ['new UiSelector().description("send it")', false],
    ['new UiSelector().descriptionContains("it")', true],
    ['new UiSelector().descriptionStartsWith("send")', true],
    ['new UiSelector().descriptionMatches("S.*t")', true],
    ['new UiSelector().resourceId("a.b:id/send")', true],
    ['new UiSelector().resourceId("send")', false],
    ['new UiSelector().resourceIdMatches(".*:id/send")', true],
    ['new UiSelector().className("android.widget.Button")', true],
    ['new UiSelector().classNameMatches(".*Button")', true],
    ['new UiSelector().packageName("a.b")', true],
    ['new UiSelector().packageNameMatches("c.*")', false],
    ['new UiSelector().clickable(true).enabled(true).checked(false)', true],
    ['new UiSelector().checkable(true).longClickable(false).selected(false).focused(false)', true],
    ['new UiSelector().clickable(true).enabled(false)', false],
    [' new  UiSelector ( ) . checked ( true ) ', false],
    ['new UiSelector().text("").checked(false)', false],
    ['text("发送 \\"now\\"")', true],
    ['.checked(false)', true],
    ['new UiSelector().text("a,b(c")', false],
  ])('%s', (expression, expected) => {
    expect(parseUiSelector(expression).matches(VIEW)).toBe(expected);
  });

  it('knows which of the views is meant', () => {
    expect(parseUiSelector('new UiSelector().instance(2).clickable(true)').instance).toBe(2);
    expect(parseUiSelector('new UiSelector()').instance).toBeUndefined();
  });

  it.each([
    '',
    'new UiSelector',
    'new UiSelector(1)',
    'new UiScrollable(new UiSelector()).scrollIntoView(new UiSelector().text("x"))',
    'new UiSelector().text(x)',
    "new UiSelector().text('x')",
    'new UiSelector().text("x"',
    'new UiSelector().text("x") and more',
    'new UiSelector().text("x").',
    'new UiSelector().text("x",)',
    'new UiSelector().text(true)',
    'new UiSelector().text("a", "b")',
    'new UiSelector().clickable("true")',
    'new UiSelector().instance("1")',
    'new UiSelector().childSelector(1)',
    'new UiSelector().toString("x")',
    'new UiSelector().constructor("x")',
    'new UiSelector().textMatches("(")',
    `new UiSelector()${'.childSelector(new UiSelector()'.repeat(200)}`,
  ])('refuses %j', (expression) => {
    expect(() => parseUiSelector(expression)).toThrow(expect.objectContaining({ code: 'invalid selector' }));
  });
});
