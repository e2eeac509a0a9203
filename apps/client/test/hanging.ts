import type { Page } from 'playwright-core';

/** Stops everything in a tab, as a browser does to one that it freezes, until the function that it gives is called. */
export async function hang(page: Page): Promise<() => Promise<void>> {
  // A headless Chromium freezes no page (Page.setWebLifecycleState does nothing there); its debugger does the same.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Debugger.enable');
  const paused = new Promise((resolve) => cdp.once('Debugger.paused', resolve));
  await cdp.send('Debugger.pause');
  const tripping = cdp.send('Runtime.evaluate', { expression: '0' }); // it stops at the next thing that it does
  await paused;
  return async () => {
    await cdp.send('Debugger.resume');
    await tripping;
    await cdp.detach();
  };
}
