import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { CDPSession, Page } from 'playwright-core';

const options: axe.RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } }, // axe leaves it out where nobody asks for it by name
  resultTypes: ['violations'],
};

/**
 * Makes what looks at a page with axe: it answers with what breaks WCAG 2.2 AA or axe's own advice, one line each; none is well.
 *
 * Axe runs in a world of its own beside the page, which neither meets the page's policy nor leaves anything in it.
 */
export async function axeFor(page: Page): Promise<() => Promise<string[]>> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const devtools = await page.context().newCDPSession(page);
  return async () => {
    const evaluate = await worldOf(devtools);
    // A page keeps this world until it is loaded anew.
    if ((await evaluate('typeof axe')) === 'undefined') await evaluate(`${source}; undefined`);
    const results = await evaluate(`axe.run(document, ${JSON.stringify(options)})`);
    const { violations } = results as axe.AxeResults; // what axe.run answers
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
      ),
    );
  };
}

/** Evaluates an expression in the world called axe of the page as it is now. */
async function worldOf(devtools: CDPSession): Promise<(expression: string) => Promise<unknown>> {
  const { frameTree } = await devtools.send('Page.getFrameTree');
  const { executionContextId } = await devtools.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'axe',
  });
  return async (expression) => {
    const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as unknown; // typed as any
  };
}
