import { difference, wrongShape } from '../answers.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Asked } from '../works.ts';
import { ask } from './ask.ts';

/** A contender that runs. */
export interface Running {
  readonly contender: Contender;
  readonly port: number;
  readonly pid: number;
}

/** Asks everybody the same, and gives the reasons of those who answer otherwise than the first one, who has to answer rightly too. */
export async function checkAnswers(running: readonly Running[], asked: readonly Asked[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const [first] = running;
  const expected = new Map<Asked, unknown>();
  for (const { contender, port } of running) {
    for (const one of asked) {
      const { content, reason } = await answerOf(contender, port, one);
      const wrong = reason ?? wrongShape(one.call, content);
      const other = wrong === null && expected.has(one) ? difference(one.call, expected.get(one), content) : null;
      if (contender === first?.contender && wrong === null) expected.set(one, content);
      const found = wrong ?? (other && `it answers otherwise than ${first?.contender.name}: ${other}`);
      if (found !== null) {
        reasons.set(contender.name, found);
        break;
      }
    }
  }
  return reasons;
}

async function answerOf(
  contender: Contender,
  port: number,
  asked: Asked,
): Promise<{ content?: unknown; reason: string | null }> {
  try {
    return { content: await ask(contender, port, asked), reason: null };
  } catch (error) {
    return { reason: `${asked.call.name} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
