import { HarnessError } from '../../helpers/model/harness-error.ts';

/** What can be seen of one channel on the attached phone, and how that was found out. */
export interface Sight {
  readonly channel: string;
  readonly seen: 'yes' | 'partly' | 'no';
  /** What was done to find out. */
  readonly tried: string;
  /** What came of it. It may quote the phone: hostile. */
  readonly found: string;
  /** What to do about what cannot be seen. */
  readonly remedy?: string;
}

/** What an examination says; one that breaks off is a channel that was not seen. A phone that is gone ends everything. */
export async function examined(
  channel: string,
  tried: string,
  examine: () => Promise<readonly Sight[]>,
): Promise<readonly Sight[]> {
  try {
    return await examine();
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code === 'DEVICE_LOST') throw error;
    return [{ channel, seen: 'no', tried, found: `${error.what}: ${error.why}`, remedy: error.remedy }];
  }
}
