import type { App, AppProcess } from '../app-parts.ts';
import { box } from '../apps/views.ts';
import type { Screen, View } from '../screen-parts.ts';

export const EXERCISER = 'org.example.exerciser';
const MAIN = `${EXERCISER}.MainActivity`;
const SECOND = `${EXERCISER}.SecondActivity`;

interface State {
  text: string;
  clicks: number;
  longClicks: number;
  checked: boolean;
  swiped: string;
  pinched: number;
  dialog: boolean;
  answer: string;
  opened: string;
}

/** An app with something for each command of a client, which shows what reached it. */
export const exerciser: App = {
  manifest: {
    package: EXERCISER,
    label: 'Exerciser',
    versionName: '1.0',
    versionCode: 1,
    minSdk: 21,
    targetSdk: 34,
    permissions: ['android.permission.CAMERA', 'android.permission.INTERNET'],
    debuggable: true,
    system: false,
    activities: [
      {
        name: MAIN,
        filters: [
          { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
        ],
      },
      {
        name: SECOND,
        filters: [
          {
            actions: ['android.intent.action.VIEW'],
            categories: ['android.intent.category.DEFAULT', 'android.intent.category.BROWSABLE'],
            schemes: ['exercise'],
          },
        ],
      },
    ],
  },
  start(process) {
    const state: State = {
      text: '',
      clicks: 0,
      longClicks: 0,
      checked: false,
      swiped: '',
      pinched: 1,
      dialog: false,
      answer: '',
      opened: '',
    };
    let activity = MAIN;
    const change = (next: Partial<State>): void => {
      Object.assign(state, next);
      process.show(screenOf(process, { state, activity, change }));
    };
    return {
      onStart(intent, started) {
        activity = started;
        change({ opened: intent.uri ?? '' });
      },
      onKey(keycode) {
        if (keycode !== 4 || activity !== SECOND) return false;
        activity = MAIN;
        change({});
        return true;
      },
    };
  },
};

interface Shown {
  readonly state: State;
  readonly activity: string;
  change(next: Partial<State>): void;
}

function screenOf(process: AppProcess, shown: Shown): Screen {
  const { width, height } = process.displaySize;
  const children = shown.activity === MAIN ? mainViews(process, shown) : secondViews(shown);
  return {
    package: EXERCISER,
    activity: shown.activity,
    root: {
      className: 'android.widget.FrameLayout',
      bounds: box(0, 0, width, height),
      style: { background: '#fafafa' },
      children,
    },
    ...(shown.state.dialog ? { dialog: dialogOf(shown) } : {}),
  };
}

const id = (name: string): string => `${EXERCISER}:id/${name}`;
const style = { fontSize: 44 };
const label = (name: string, top: number, text: string): View => ({
  className: 'android.widget.TextView',
  bounds: box(40, top, 1000, 80),
  resourceId: id(name),
  text,
  style,
});

function mainViews(process: AppProcess, shown: Shown): readonly View[] {
  const { state, change } = shown;
  return [
    label('title', 80, 'Exerciser 练习 🙂'),
    {
      className: 'android.widget.EditText',
      bounds: box(40, 180, 1000, 120),
      resourceId: id('field'),
      contentDescription: 'the field',
      hint: 'type here',
      text: state.text,
      style,
      onText: (text) => change({ text }),
    },
    button('count', 320, `clicked ${state.clicks}, long ${state.longClicks}`, {
      contentDescription: 'counter',
      onClick: () => change({ clicks: state.clicks + 1 }),
      onLongClick: () => change({ longClicks: state.longClicks + 1 }),
    }),
    {
      ...button('check', 460, 'agree', { onClick: () => change({ checked: !state.checked }) }),
      className: 'android.widget.CheckBox',
      checked: state.checked,
    },
    button('ask', 600, 'ask', { onClick: () => change({ dialog: true }) }),
    {
      ...button('toast', 740, 'toast', { onClick: () => process.toast('a toast, 吐司') }),
      bounds: box(40, 740, 480, 120),
    },
    {
      ...button('camera', 740, 'camera', {
        async onClick() {
          const answers = process.requestPermissions(['android.permission.CAMERA']);
          void answers.then((given) =>
            change({ answer: `camera ${given.get('android.permission.CAMERA')}` }),
          );
        },
      }),
      bounds: box(560, 740, 480, 120),
    },
    label('answer', 880, `answer: ${state.answer}`),
    {
      className: 'android.view.View',
      bounds: box(40, 980, 1000, 200),
      resourceId: id('pad'),
      text: `swiped ${state.swiped}, pinched ${state.pinched > 1 ? 'open' : state.pinched < 1 ? 'close' : ''}`,
      style: { ...style, background: '#e8f0fe' },
      onSwipe: (direction) => change({ swiped: direction }),
      onPinch: (pinched) => change({ pinched }),
    },
    listView(),
  ];
}

function listView(): View {
  return {
    className: 'androidx.recyclerview.widget.RecyclerView',
    bounds: box(40, 1220, 1000, 700),
    resourceId: id('list'),
    scrolls: 'vertical',
    style: { background: '#ffffff' },
    children: Array.from({ length: 40 }, (_, index) => ({
      className: 'android.widget.TextView',
      bounds: box(40, 1220 + index * 140, 1000, 140),
      resourceId: id('row'),
      text: `row ${index}`,
      style,
    })),
  };
}

function secondViews({ state }: Shown): readonly View[] {
  return [label('opened', 80, `opened by ${state.opened}`)];
}

function button(name: string, top: number, text: string, more: Partial<View>): View {
  return {
    className: 'android.widget.Button',
    bounds: box(40, top, 1000, 120),
    resourceId: id(name),
    text,
    clickable: true,
    style: { ...style, background: '#e0e0e0' },
    ...more,
  };
}

/** In the form of android.app.AlertDialog. */
function dialogOf({ change }: Shown): View {
  const answer = (words: string) => () => change({ dialog: false, answer: words });
  const part = (className: string, name: string, bounds: View['bounds'], text: string): View => ({
    className,
    bounds,
    resourceId: `android:id/${name}`,
    text,
    style,
  });
  const bounds = box(100, 700, 880, 600);
  return {
    className: 'android.widget.FrameLayout',
    bounds,
    resourceId: 'android:id/content',
    style: { background: '#ffffff' },
    children: [
      part('android.widget.TextView', 'alertTitle', box(140, 740, 800, 100), 'A question'),
      part('android.widget.TextView', 'message', box(140, 860, 800, 200), 'Is it so?'),
      {
        ...part('android.widget.Button', 'button2', box(140, 1140, 380, 120), 'NO'),
        clickable: true,
        onClick: answer('no'),
      },
      {
        ...part('android.widget.Button', 'button1', box(560, 1140, 380, 120), 'YES'),
        clickable: true,
        onClick: answer('yes'),
      },
    ],
  };
}
