import type { Browser } from 'webdriverio';
import type { PickerScreen, ProfileScreens } from '../../model/profile.ts';
import { awaitGone, findControl, firstOnScreen } from './find-control.ts';

/** What lies before the user: one image of theirs, to be sent or not, by these controls. */
export interface Offer {
  readonly send: string;
  readonly dismiss: string;
}

const PICKER_TIMEOUT_MS = 6_000;
const GONE_TIMEOUT_MS = 5_000;

/** The prompt that the target shows by itself, waited for up to `timeoutMs`; an app that has none shows none. */
export async function awaitPrompt(
  driver: Browser,
  { prompt }: ProfileScreens,
  timeoutMs: number,
): Promise<Offer | undefined> {
  if (prompt === undefined) return undefined;
  return (await findControl(driver, [prompt.shown], timeoutMs)) === undefined ? undefined : prompt;
}

/** Opens the target's picker; `false` when there is nothing to open it with. */
export async function openPicker(driver: Browser, picker: PickerScreen): Promise<boolean> {
  const open = await findControl(driver, [picker.open], PICKER_TIMEOUT_MS);
  await open?.click();
  return open !== undefined;
}

/** Picks the image of this file name in the open picker; `undefined` when it cannot be told apart. */
export async function pickImage(
  driver: Browser,
  picker: PickerScreen,
  fileName: string,
): Promise<Offer | undefined> {
  const name = xpathText(fileName);
  if (name === undefined || (await findControl(driver, [picker.image], PICKER_TIMEOUT_MS)) === undefined)
    return undefined;
  const images = await driver
    .$$(`//*[@resource-id="${picker.image}"][@content-desc=${name} or @text=${name}]`)
    .getElements();
  const [only, another] = [...images];
  // Two of one name: tapping either would be consent to nobody knows which image.
  if (only === undefined || another !== undefined) return undefined;
  await only.click();
  return (await findControl(driver, [picker.send], PICKER_TIMEOUT_MS)) === undefined ? undefined : picker;
}

/** Taps a control of the offer; `false` when it is no longer there. */
export async function tapOffer(driver: Browser, resourceId: string): Promise<boolean> {
  const control = await firstOnScreen(driver, [resourceId]);
  await control?.click();
  return control !== undefined;
}

/** Waits until the offer is gone; `false` when it stayed. */
export async function awaitOfferGone(driver: Browser, { dismiss }: Offer): Promise<boolean> {
  return await awaitGone(driver, dismiss, GONE_TIMEOUT_MS);
}

/** Waits until the target says that the image was sent; `false` when it never did. */
export async function awaitSent(
  driver: Browser,
  { sent }: ProfileScreens,
  timeoutMs: number,
): Promise<boolean> {
  return sent !== undefined && (await findControl(driver, [sent], timeoutMs)) !== undefined;
}

/** XPath 1.0 knows no escapes: a name with both quotes in it cannot be written down. */
function xpathText(text: string): string | undefined {
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? undefined : `'${text}'`;
}
