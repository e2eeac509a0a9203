import { contractVersion, newId } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { often, patience } from '../sync/soak.ts';
import { resultsOf, type Result } from './answers.ts';
import { requestsOf, volleys, type Call } from './calls.ts';
import { texts } from './hostile-texts.ts';
import { setupPayloadWorld } from './payload-world.ts';
import { declaredProcedures } from './procedures.ts';
import { createRoundTrip, storedBy } from './round-trip.ts';
import type { Sent } from './send.ts';

const runs = often(500, 50_000);

/** Looking at all rows of others after every run would take most of the time. */
const lookEvery = 25;

for (const dialect of dialects) {
  describe(dialect, patience, () => {
    it('whatever is sent as whatever input, the server does not fail, nobody else has another row, and what it takes it gives back as it was', async ({
      annotate,
    }) => {
      await using world = await setupPayloadWorld(dialect);
      const procedures = declaredProcedures();
      const roundTrip = createRoundTrip(world);
      const before = await world.othersRows();
      const counts = { calls: 0, accepted: 0, streams: 0 };
      const accepted = new Map(procedures.map(({ path }) => [path, 0]));
      const refused = new Map<string, number>();
      let ran = 0;

      const property = fc.asyncProperty(volleys(procedures, world.known), async (volley) => {
        for (const { sent, calls } of requestsOf(volley)) {
          counts.calls += calls.length;
          const results = resultsOf(await world.send(sent));
          if (!results) counts.streams++;
          for (const [index, result] of (results ?? []).entries()) {
            const call = calls[index];
            if (result.reason) refused.set(result.reason, (refused.get(result.reason) ?? 0) + 1);
            if (!call || result.reason) continue;
            counts.accepted++;
            accepted.set(call.path, (accepted.get(call.path) ?? 0) + 1);
            for (const stored of storedOf(call, sent, volley.batch, index, result)) await roundTrip.compare(stored);
          }
          if (results?.some(({ reason }) => reason === 'UNAUTHENTICATED')) await world.replaceAttacker();
        }
        expect(world.server.errors).toEqual([]);
        if (++ran % lookEvery > 0) return;
        expect(await world.othersRows()).toEqual(before);
        await world.restoreTasks();
      });
      await fc.assert(property, { numRuns: runs });

      expect(await world.othersRows()).toEqual(before);
      const taken = [...accepted].map(([path, times]) => `${path} ${times}`);
      const reasons = [...refused].toSorted(([, a], [, b]) => b - a).map(([reason, times]) => `${reason} ${times}`);
      await annotate(
        `${ran} runs, ${counts.calls} calls of ${procedures.length} procedures: failed 0, rows of others changed 0, ` +
          `${counts.accepted} accepted, of which ${taken.join(', ')}, ${counts.streams} streams, ${roundTrip.compared} tasks compared on five ways back, ` +
          `mismatches 0; refused: ${reasons.join(', ')}`,
        'figure',
      );
      expect([roundTrip.compared > 0, counts.streams > 0]).toEqual([true, true]);
    });

    it('every text that breaks what puts it into SQL comes back from every way as it was sent', async () => {
      await using world = await setupPayloadWorld(dialect);
      const roundTrip = createRoundTrip(world);
      const call = async (path: string, input: object) => {
        const body = Buffer.from(JSON.stringify(input));
        const headers = { 'content-type': 'application/json' };
        const [result] = resultsOf(await world.send({ method: 'POST', path: `/trpc/${path}`, headers, body })) ?? [];
        const stored = storedBy(path, input, result?.data);
        for (const each of stored) await roundTrip.compare(each);
        return stored.map(({ task }) => task.id);
      };
      for (const [index, text] of texts.entries()) {
        const [id = ''] = await call('task.create', { title: text, description: text });
        const patch = { title: `${text}${texts.at(-1 - index)?.slice(0, 100)}`, description: `${text} ${text}` };
        const mutations = [{ type: 'update', mutationId: newId(), id, patch }];
        await call('sync.push', { mutations, contractVersion });
        await call('task.updateMany', { ids: [id], patch: { description: index % 2 ? null : '' } });
      }
      expect([roundTrip.compared, roundTrip.pulled]).toEqual([3 * texts.length, 3 * texts.length]);
    });
  });
}

/** What a call stored; its input is read from what went over the line, as the server reads it. */
function storedOf(call: Call, { body }: Sent, batch: boolean, index: number, { data }: Result) {
  if (call.type !== 'mutation' || call.path.startsWith('account.') || !body?.length) return [];
  const all = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Record<string, unknown>; // a batch's
  return storedBy(call.path, batch ? all[String(index)] : all, data);
}
