import type { Direction, Display } from '../../screen-parts.ts';
import { straightWay } from '../touch.ts';
import { viewOf } from './match-selector.ts';
import { notFound } from './protocol-error.ts';
import { parseExpression, syntaxError, type UiCall } from './ui-expression.ts';
import { parseUiSelector, type UiSelector } from './ui-selector.ts';
import { snapshotOf, visibleBounds } from './view-attributes.ts';

/** A list that is being searched: androidx.test.uiautomator.UiScrollable. */
interface Scrollable {
  readonly display: Display;
  readonly container: UiSelector;
  vertical: boolean;
  mostSwipes: number;
  deadZone: number;
}

/**
 * UiScrollable: a swipe is 55 steps, a fling 5. Each waits for the app to have handled it, which it does once a frame, and
 * for 5 ms more (InteractionController.swipe).
 */
const SCROLL_STEPS = 55;
const FLING_STEPS = 5;
const STEP_MS = 21;

export function isScrollableExpression(statement: string): boolean {
  return /^(?:new )?UiScrollable(?=[ (])/.test(statement);
}

/** Does what a `new UiScrollable(…)…` expression says, and gives the selector of what it is about. */
export async function runScrollable(display: Display, statement: string): Promise<UiSelector> {
  const { source, construction, calls } = parseExpression(statement, 'UiScrollable');
  const [container, ...more] = construction;
  if (container === undefined || more.length > 0) {
    const given = construction.join(', ');
    throw syntaxError(source, `UiScrollable has no suitable constructor with arguments [${given}]`);
  }
  const list: Scrollable = {
    display,
    container: parseUiSelector(container),
    vertical: true,
    mostSwipes: 30,
    deadZone: 0.1,
  };
  let about: UiSelector | undefined;
  for (const call of calls) about = (await run(list, call, source)) ?? about;
  return about ?? list.container;
}

/** The selector that a call is about, for those that have one. */
async function run(list: Scrollable, call: UiCall, source: string): Promise<UiSelector | undefined> {
  const given = new Arguments(source, call);
  switch (call.method) {
    case 'scrollIntoView':
      return await intoView(list, given.selector(0));
    case 'scrollTextIntoView':
      return await intoView(list, parseUiSelector(`text(${given.raw(0)})`));
    case 'scrollDescriptionIntoView':
      return await intoView(list, parseUiSelector(`description(${given.raw(0)})`));
    case 'getChildByText':
      return await childBy(list, given, 'text');
    case 'getChildByDescription':
      return await childBy(list, given, 'description');
    case 'getChildByInstance':
      return { ...list.container, child: { ...given.selector(0), instance: given.number(1) } };
    case 'setAsHorizontalList':
    case 'setAsVerticalList':
      list.vertical = call.method === 'setAsVerticalList';
      return undefined;
    case 'setMaxSearchSwipes':
      list.mostSwipes = given.number(0);
      return undefined;
    case 'setSwipeDeadZonePercentage':
      list.deadZone = given.number(0);
      return undefined;
    default:
      return await move(list, call, given);
  }
}

async function move(list: Scrollable, call: UiCall, given: Arguments): Promise<undefined> {
  switch (call.method) {
    case 'scrollForward':
    case 'scrollBackward':
      await swipe(list, call.method === 'scrollForward', given.has(0) ? given.number(0) : SCROLL_STEPS);
      return undefined;
    case 'flingForward':
    case 'flingBackward':
      await swipe(list, call.method === 'flingForward', FLING_STEPS);
      return undefined;
    case 'scrollToBeginning':
    case 'scrollToEnd':
      await toTheEnd(list, call.method === 'scrollToEnd', {
        swipes: given.number(0),
        steps: given.has(1) ? given.number(1) : SCROLL_STEPS,
      });
      return undefined;
    case 'flingToBeginning':
    case 'flingToEnd':
      await toTheEnd(list, call.method === 'flingToEnd', { swipes: given.number(0), steps: FLING_STEPS });
      return undefined;
    default:
      throw syntaxError(given.source, `UiScrollable has no \`${call.method}\` method`);
  }
}

/** What cannot be found is left to the search that follows: it says so. */
async function intoView(list: Scrollable, wanted: UiSelector): Promise<UiSelector> {
  // UiScrollableParser: what is there already is not scrolled to, even where the container is missing.
  if (viewOf(wanted, snapshotOf(list.display), undefined) !== undefined) return wanted;
  await searchFor(list, { ...list.container, child: wanted });
  return wanted;
}

async function childBy(
  list: Scrollable,
  given: Arguments,
  property: 'text' | 'description',
): Promise<UiSelector> {
  const words = parseUiSelector(`${property}(${given.raw(1)})`);
  const scrolls = !given.has(2) || given.boolean(2);
  if (scrolls) await searchFor(list, { ...list.container, child: words });
  const pattern = given.selector(0);
  const child = { ...pattern, matches: both(pattern, words) };
  const wanted = { ...list.container, child };
  if (viewOf(wanted, snapshotOf(list.display), undefined) === undefined) throw notFound();
  return wanted;
}

function both(one: UiSelector, other: UiSelector): UiSelector['matches'] {
  return (facts) => one.matches(facts) && other.matches(facts);
}

/** UiScrollable.scrollIntoView: from the beginning on, until it shows or the end is reached. */
async function searchFor(list: Scrollable, wanted: UiSelector): Promise<void> {
  const shows = (): boolean => viewOf(wanted, snapshotOf(list.display), undefined) !== undefined;
  if (shows()) return;
  await toTheEnd(list, false, { swipes: list.mostSwipes, steps: SCROLL_STEPS });
  for (let swipes = 0; swipes < bounded(list.mostSwipes) && !shows(); swipes += 1) {
    if (!(await swipe(list, true, SCROLL_STEPS))) return;
  }
}

async function toTheEnd(
  list: Scrollable,
  forward: boolean,
  limits: { readonly swipes: number; readonly steps: number },
): Promise<void> {
  for (let swipes = 0; swipes < bounded(limits.swipes); swipes += 1) {
    if (!(await swipe(list, forward, limits.steps))) return;
  }
}

/** A list shows its end after fewer: this bounds what a client asks for, not what it gets. */
function bounded(swipes: number): number {
  return Math.min(swipes, 1_000);
}

/** One swipe over the list; false when its end is reached. */
async function swipe(list: Scrollable, forward: boolean, steps: number): Promise<boolean> {
  const snapshot = snapshotOf(list.display);
  const view = viewOf(list.container, snapshot, undefined);
  if (view === undefined) throw notFound();
  const { left, top, right, bottom } = visibleBounds(view, snapshot);
  const middle = { x: Math.floor((left + right) / 2), y: Math.floor((top + bottom) / 2) };
  const inset = list.deadZone * (list.vertical ? bottom - top : right - left);
  const start = list.vertical ? { ...middle, y: bottom - inset } : { ...middle, x: right - inset };
  const end = list.vertical ? { ...middle, y: top + inset } : { ...middle, x: left + inset };
  const way = { ms: Math.max(1, Math.min(steps, 10_000)) * STEP_MS };
  await list.display.touch(forward ? straightWay(start, end, way) : straightWay(end, start, way));
  return list.display.canScroll(view.path, directionOf(list.vertical, forward));
}

function directionOf(vertical: boolean, forward: boolean): Direction {
  if (vertical) return forward ? 'down' : 'up';
  return forward ? 'right' : 'left';
}

/** The arguments of one call, each as what it must be. */
class Arguments {
  readonly source: string;
  readonly #call: UiCall;

  constructor(source: string, call: UiCall) {
    this.source = source;
    this.#call = call;
  }

  has(index: number): boolean {
    return this.#call.arguments[index] !== undefined;
  }

  raw(index: number): string {
    const argument = this.#call.arguments[index];
    if (argument === undefined) throw this.#unsuitable();
    return argument;
  }

  selector(index: number): UiSelector {
    return parseUiSelector(this.raw(index));
  }

  number(index: number): number {
    const argument = this.raw(index);
    if (!/^-?\d{1,9}(?:\.\d{1,9})?$/.test(argument)) throw this.#unsuitable();
    return Number(argument);
  }

  boolean(index: number): boolean {
    const argument = this.raw(index);
    if (!/^(?:true|false)$/.test(argument)) throw this.#unsuitable();
    return argument === 'true';
  }

  #unsuitable(): Error {
    const { method, arguments: words } = this.#call;
    const message = `\`UiScrollable\` doesn't have suitable method \`${method}\` with arguments [${words.join(', ')}]`;
    return syntaxError(this.source, message);
  }
}
