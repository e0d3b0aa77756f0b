import { after, before } from 'node:test';
import { noBrowser, ViewerHost } from './viewer-page.ts';

/** A browser for all tests of a file, started before the first and ended after the last; none where there is none. */
export function sharedViewerHost(): Pick<ViewerHost, 'open'> {
  let host: ViewerHost | undefined;
  before(async () => {
    if (noBrowser === false) host = await ViewerHost.start();
  });
  after(async () => {
    await host?.stop();
  });
  return {
    open(options) {
      if (host === undefined) throw new Error('no browser');
      return host.open(options);
    },
  };
}
