import type { Patch, RefusedOp, ReplicaOp, Task } from '@typedo/sdk';
import { useWorkspace } from '../replica/use-workspace.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Alert } from '../ui/alert.tsx';
import { textFields, wasOf } from '../undo/move.ts';
import { Versions } from './versions.tsx';

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
  for (const field of textFields) {
    if (op.patch[field] === undefined || op.patch[field] === task[field]) continue;
    // What stands there now is not what the person saw: there is a choice to make.
    const contested = op.was?.[field] !== task[field];
    Object.assign(contested ? mine : agreed, { [field]: op.patch[field] });
    if (contested) Object.assign(theirs, { [field]: task[field] });
  }

  function settle(patch: Patch) {
    void replica.drop(mutationId);
    if (Object.keys(patch).length > 0) void replica.update(task.id, patch, { was: wasOf(task, patch) });
  }

  return (
    <Alert kind="notice" title={texts.conflict.title} className="mt-2 py-3 ps-(--tick-start) pe-4">
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
    </Alert>
  );
}
