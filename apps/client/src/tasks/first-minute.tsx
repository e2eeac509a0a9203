import { KeyCaps } from '../commands/key-caps.tsx';
import { printed } from '../commands/keys.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { useTaskActions } from './actions.ts';

/** What an account is offered that has no task yet: three to try things out on, and the map of the keys. */
export function FirstMinute({ onKeys }: { onKeys: () => void }) {
  const { add } = useTaskActions();
  const words = texts.firstMinute;
  return (
    <div className="mt-5 flex flex-wrap justify-center gap-2">
      <Button
        kind="primary"
        onClick={() => {
          add(words.examples((keys) => printed(keys).join('+')));
          // The button goes with the empty list.
          document.querySelector<HTMLElement>('[data-quick-add]')?.focus();
        }}
      >
        {words.add}
      </Button>
      <Button aria-keyshortcuts="?" onClick={onKeys}>
        {words.keys}
        <KeyCaps keys="?" />
      </Button>
    </div>
  );
}
