import { HarnessError } from '../../model/harness-error.ts';
import type { StimulusPage } from '../../model/run-plan.ts';
import type { Session } from './session.ts';

/** The page of ours that was made for a stimulus, by its id. */
export function pageOf({ parts }: Session, id: string): StimulusPage {
  const page = parts.plan.pages[id];
  if (page === undefined) throw notMade(`no page was made for the stimulus ${id}`);
  return page;
}

/** One whose image is not only shown, but saved. */
export function savedPageOf(session: Session, id: string): StimulusPage & { readonly saveUrl: string } {
  const page = pageOf(session, id);
  if (page.saveUrl === undefined) throw notMade(`the page of the stimulus ${id} is not one to be saved`);
  return { ...page, saveUrl: page.saveUrl };
}

function notMade(what: string): HarnessError {
  return new HarnessError('INTERNAL', {
    what,
    why: 'the plan of the run does not know it',
    remedy: 'a scenario must ask for the same stimuli whenever it is run',
  });
}
