import { fieldsOf, type Patch, type RefusedOp, type Task } from '@typedo/sdk';
import { useState } from 'react';
import { useWorkspace } from '../replica/use-workspace.ts';
import { sentence, texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Alert } from '../ui/alert.tsx';
import { Conflict } from './conflict.tsx';
import { TaskEditor } from './task-editor.tsx';
import { Versions } from './versions.tsx';

/** One write that was refused: what it was, why it was refused, the task as it is now, and what can be done. */
export function Trouble({ refused }: { refused: RefusedOp }) {
  const { replica, userId } = useWorkspace();
  const [editing, setEditing] = useState(false);
  const { op, refusal, task } = refused;
  if (op.type === 'update' && refusal.reason === 'TASK_CHANGED')
    return <Conflict refused={refused} op={op} task={task ?? refusal.details.task} />;

  const again = () => void replica.retry(op.mutationId);
  const drop = () => void replica.drop(op.mutationId);
  const mine: Patch = op.type === 'update' ? op.patch : op.type === 'delete' ? {} : textsOf(op.task);
  const canEdit = (op.type === 'create' || op.type === 'update') && refusal.reason !== 'TASK_NOT_FOUND';

  async function bringBack() {
    if (op.type !== 'update') return;
    await replica.restore(Object.assign(stub(op.id, op.at, userId), op.patch));
    await replica.retry(op.mutationId);
  }

  if (editing)
    return (
      <TaskEditor
        before={Object.assign({}, task ?? stub(op.id, op.at, userId), mine)}
        onSave={(patch) => void replica.retry(op.mutationId, { patch })}
        onStop={() => setEditing(false)}
        onDelete={drop}
      />
    );
  return (
    <Alert title={texts.trouble[op.type]} text={sentence(refusal)} className="mt-2 py-3 ps-(--tick-start) pe-4">
      <Versions
        versions={[
          { label: texts.conflict.mine, fields: mine },
          { label: texts.conflict.now, fields: task ? textsOf(task) : {} },
        ]}
      />
      <div className="mt-3 flex flex-wrap gap-2 ps-[calc(1.25rem+var(--tick-gap))]">
        {refusal.reason === 'TASK_DELETED' && op.type === 'update' ? (
          <>
            <Button onClick={() => void bringBack()}>{texts.trouble.bringBack}</Button>
            <Button onClick={drop}>{texts.trouble.letGo}</Button>
          </>
        ) : (
          <>
            {refusal.reason !== 'TASK_NOT_FOUND' && <Button onClick={again}>{texts.trouble.again}</Button>}
            {canEdit && <Button onClick={() => setEditing(true)}>{texts.trouble.edit}</Button>}
            <Button onClick={drop}>{texts.trouble.discard}</Button>
          </>
        )}
      </div>
    </Alert>
  );
}

function textsOf({ title, description }: Task): Patch {
  return { title, ...(description !== null && { description }) };
}

/** Stands for a task that is not here, until the server's row comes. */
function stub(id: string, at: string, userId: string): Task {
  return { id, userId, ...fieldsOf({ title: '…' }), createdAt: at, updatedAt: at };
}
