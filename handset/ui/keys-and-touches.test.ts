import { describe, expect, it } from 'vitest';
import type { Display, Screen, View } from '../screen-parts.ts';
import { createDisplay } from './display.ts';

const BOUNDS = { left: 0, top: 0, right: 1080, bottom: 2160 };
const target = (more: Partial<View>): View => ({
  className: 'android.view.View',
  bounds: { left: 0, top: 200, right: 1080, bottom: 800 },
  ...more,
});

interface Phone {
  readonly display: Display;
  readonly keys: number[];
  activity: string;
}

function phone(children: readonly View[], dialog?: View): Phone {
  const made: Phone = {
    keys: [],
    activity: 'a.b.Main',
    display: createDisplay({
      glass: { width: 1080, height: 2160, density: 420, rotation: 0 },
      front: (): Screen => ({
        package: 'a.b',
        activity: made.activity,
        root: { className: 'android.widget.FrameLayout', bounds: BOUNDS, children },
        ...(dialog === undefined ? {} : { dialog }),
      }),
      onKey: async (keycode) => void made.keys.push(keycode),
      now: () => 0,
    }),
  };
  return made;
}

const rest = (ms: number) => [
  { x: 500, y: 500, atMs: 0 },
  { x: 500, y: 500, atMs: ms },
];

describe('fingers', () => {
  it('click what knows no long press, however long they rest', async () => {
    const said: string[] = [];
    const { display } = phone([target({ clickable: true, onClick: () => void said.push('click') })]);
    await display.touch(rest(900));
    expect(said).toEqual(['click']);
  });

  it('press long what knows it', async () => {
    const said: string[] = [];
    const view = target({
      clickable: true,
      onClick: () => void said.push('click'),
      onLongClick: () => void said.push('long'),
    });
    const { display } = phone([view]);
    await display.touch(rest(499));
    await display.touch(rest(500));
    expect(said).toEqual(['click', 'long']);
  });

  it('swipe over what reacts to it, and pinch', async () => {
    const said: string[] = [];
    const view = target({
      onSwipe: (direction) => void said.push(direction),
      onPinch: (scale) => void said.push(String(scale)),
    });
    const { display } = phone([view]);
    await display.touch([
      { x: 900, y: 500, atMs: 0 },
      { x: 100, y: 510, atMs: 200 },
    ]);
    await display.pinch(500, 500, 2);
    await display.pinch(500, 1500, 3);
    expect(said).toEqual(['left', '2']);
  });

  it('reach the dialog only, while there is one', async () => {
    const said: string[] = [];
    const below = target({ clickable: true, onClick: () => void said.push('below') });
    const dialog = target({
      bounds: { left: 100, top: 900, right: 900, bottom: 1200 },
      clickable: true,
      onClick: () => void said.push('dialog'),
    });
    const { display } = phone([below], dialog);
    await display.tap(500, 500);
    await display.tap(500, 1000);
    expect(said).toEqual(['dialog']);
    expect(display.current().root).toBe(dialog);
  });
});

describe('a text field', () => {
  const typed: string[] = [];
  const field = target({
    className: 'android.widget.EditText',
    text: 'was',
    onText: (text) => void typed.push(text),
  });

  it('has the keyboard from the tap on it until BACK, and the focus for longer', async () => {
    const { display, keys } = phone([field]);
    expect(display.state()).toMatchObject({ keyboardShown: false, focus: undefined });
    await display.tap(500, 500);
    expect(display.state()).toMatchObject({ keyboardShown: true, focus: [0] });
    expect(display.windows().map(({ title }) => title)).toEqual(['a.b/a.b.Main', 'InputMethod']);
    await display.key(4);
    expect([display.state().keyboardShown, keys]).toEqual([false, []]);
    await display.key(4);
    expect(keys).toEqual([4]);
    expect(display.state().focus).toEqual([0]);
  });

  it('loses both to another activity', async () => {
    const made = phone([field]);
    await made.display.tap(500, 500);
    made.activity = 'a.b.Second';
    expect(made.display.state()).toMatchObject({ keyboardShown: false, focus: undefined });
  });

  it('gets what is typed with keys, on the glass or not', async () => {
    typed.length = 0;
    const { display, keys } = phone([field]);
    await display.tap(500, 500);
    await display.key(29);
    await display.key(67);
    await display.key(24);
    const keyboard = display.windows().find(({ kind }) => kind === 'input-method');
    const key = keyboard?.screen.root.children?.find(({ text }) => text === 'q');
    await display.tap((key?.bounds.left ?? 0) + 5, (key?.bounds.top ?? 0) + 5);
    expect([typed, keys]).toEqual([['wasa', 'wa', 'wasq'], [24]]);
  });
});

describe('the power key', () => {
  it('puts the phone to sleep, and then nothing but it wakes it', async () => {
    const said: string[] = [];
    const { display, keys } = phone([target({ clickable: true, onClick: () => void said.push('click') })]);
    await display.key(26);
    expect(display.state()).toMatchObject({ awake: false, locked: true });
    await display.key(3);
    await display.key(120);
    await display.tap(500, 500);
    expect([keys, said]).toEqual([[], []]);
    expect(new Set((await display.pixels()).rgba)).toEqual(new Set([0, 255]));
    await display.key(224);
    expect(display.state()).toMatchObject({ awake: true, locked: true });
    await display.key(223);
    expect(display.state().awake).toBe(false);
  });

  it('with volume down takes a screenshot', async () => {
    const { display, keys } = phone([]);
    await display.key(26, { with: [25] });
    expect([keys, display.state().awake]).toEqual([[120], true]);
  });
});
