import { isReason, reasonOf, type Patch, type Task } from '@typedo/sdk';
import { sentence, texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { AlertIcon } from '../ui/icons.tsx';
import { useTaskActions } from './actions.ts';
import { Conflict } from './conflict.tsx';
import { Versions } from './versions.tsx';
import type { SentWrite } from './write.ts';

/** Why the last change of a task was refused, at the task, with what can be done about it. */
export function Trouble({ task, write }: { task: Task; write: SentWrite }) {
  const { again, replace, bringBack } = useTaskActions();
  const { op, error } = write;
  if (op.type === 'update' && isReason(error, 'TASK_CHANGED')) return <Conflict task={task} op={op} write={write} />;

  const refusal = reasonOf(error);
  const edited: Patch = op.type === 'update' ? op.patch : {};
  const drop = () => replace(write, task, {});
  return (
    <div className="mx-2 mt-1 mb-3 rounded-xl bg-danger-soft py-3 ps-(--tick-start) pe-4 text-sm">
      <p role="alert" className="flex gap-(--tick-gap)">
        <AlertIcon className="size-5 shrink-0 text-danger" />
        <span>
          <span className="font-medium">{texts.trouble[op.type]}</span>{' '}
          {refusal ? sentence(refusal) : texts.problems.failed}
        </span>
      </p>
      <Versions versions={[{ label: texts.conflict.mine, fields: edited }]} />
      <div className="mt-3 flex flex-wrap gap-2 ps-[calc(1.25rem+var(--tick-gap))]">
        {refusal?.reason === 'TASK_DELETED' ? (
          <>
            <Button onClick={() => bringBack(write)}>{texts.trouble.bringBack}</Button>
            <Button onClick={drop}>{texts.trouble.letGo}</Button>
          </>
        ) : (
          <>
            {refusal?.reason !== 'TASK_NOT_FOUND' && (
              <Button onClick={() => again(write)}>{texts.trouble.again}</Button>
            )}
            <Button onClick={drop}>{op.type === 'create' ? texts.trouble.discard : texts.trouble.dismiss}</Button>
          </>
        )}
      </div>
    </div>
  );
}
