import { expect, it } from 'vitest';
import { findMitmdump } from '../../proxy/mitmdump/find-mitmdump.ts';
import { bundleOf, start } from './verify-run.fake.ts';

const installed = await findMitmdump(process.env.PATH ?? '');

// CI has it; where it is not installed there is nothing to try.
it.each(installed === undefined ? [] : [installed])(
  'the main job comes out as it is known to when mitmdump $version reads the traffic, and says that it did',
  async ({ version }) => {
    const ended = await start(['--app=jdjr', '--device=handset', '--proxy=mitmdump']).ended;
    expect(ended.code, ended.output).toBe(0);
    const { run, flows } = await bundleOf(ended);
    expect(run.options).toMatchObject({ proxy: 'mitmdump' });
    expect(run.tools).toMatchObject({ mitmdump: version });
    // The image that the user asked to be sent; the harness's own uploads are smaller.
    const uploads = flows.filter((flow) => flow.kind === 'exchange' && flow.request.bytes > 100_000);
    expect(uploads).toMatchObject([{ method: 'POST', request: { complete: true } }]);
  },
);
