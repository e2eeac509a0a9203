import type { Patch, RefusedOp, ReplicaOp, Task } from '@typedo/sdk';
import { useWorkspace } from '../replica/use-workspace.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { AlertIcon } from '../ui/icons.tsx';
import { textsOf } from '../undo/move.ts';
import { Versions } from './versions.tsx';

const texted = ['title', 'description'] as const;

/** Two people edited the same texts: both versions, and the choice between them. What only one of them touched is kept either way. */
export function Conflict({
  refused,
  op,
  task,
}: {
  refused: RefusedOp;
  op: ReplicaOp & { type: 'update' };
  task: Task;
}) {
  const { replica } = useWorkspace();
  const { mutationId } = refused.op;
  const theirs: Patch = {};
  const mine: Patch = {};
  const agreed: Patch = {};
  for (const field of texted) {
    if (op.patch[field] === undefined || op.patch[field] === task[field]) continue;
    // What stands there now is not what the person saw: there is a choice to make.
    const contested = op.was?.[field] !== task[field];
    Object.assign(contested ? mine : agreed, { [field]: op.patch[field] });
    if (contested) Object.assign(theirs, { [field]: task[field] });
  }

  function settle(patch: Patch) {
    void replica.drop(mutationId);
    if (Object.keys(patch).length > 0) void replica.update(task.id, patch, { was: textsOf(task, patch) });
  }

  return (
    <div className="mt-2 rounded-xl bg-notice py-3 ps-(--tick-start) pe-4 text-sm ring-1 ring-notice-line ring-inset">
      <p role="alert" className="flex gap-(--tick-gap) font-medium">
        <AlertIcon className="size-5 shrink-0" />
        {texts.conflict.title}
      </p>
      <Versions
        versions={[
          { label: texts.conflict.mine, fields: mine },
          { label: texts.conflict.theirs, fields: theirs },
        ]}
      />
      <div className="mt-3 flex flex-wrap gap-2 ps-[calc(1.25rem+var(--tick-gap))]">
        <Button onClick={() => settle({ ...agreed, ...mine })}>{texts.conflict.keepMine}</Button>
        <Button onClick={() => settle(agreed)}>{texts.conflict.takeTheirs}</Button>
      </div>
    </div>
  );
}
