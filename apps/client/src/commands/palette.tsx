import { Dialog } from '@base-ui/react/dialog';
import { useState, type KeyboardEvent } from 'react';
import { foldCase } from '@typedo/sdk';
import { texts } from '../texts.ts';
import { IconButton } from '../ui/button.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import type { Command } from './commands.ts';
import { KeyCaps } from './key-caps.tsx';

const groups = ['tasks', 'selection', 'views', 'help'] as const;

/** All commands to choose from, or the map of all keys; both are made from the same commands. */
export function Palette({
  kind,
  commands,
  onClose,
}: {
  kind: 'commands' | 'keys';
  commands: readonly Command[];
  onClose: () => void;
}) {
  const words = texts.commands;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-shade" />
        <Dialog.Popup
          aria-label={kind === 'keys' ? words.keysTitle : words.title}
          className="fixed inset-x-4 top-[12vh] z-30 mx-auto flex max-h-[76vh] max-w-lg flex-col overflow-hidden rounded-2xl bg-surface shadow-float outline-none"
        >
          {kind === 'keys' ? (
            <KeyMap commands={commands} onClose={onClose} />
          ) : (
            <Chooser commands={commands} onClose={onClose} />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function KeyMap({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const words = texts.commands;
  return (
    <div className="overflow-y-auto p-6">
      <div className="flex items-center justify-between">
        <Dialog.Title className="text-lg font-semibold">{words.keysTitle}</Dialog.Title>
        {/* Not for the hand alone: with the focus on it the arrow keys scroll the map. */}
        <IconButton label={words.close} onClick={onClose} className="-me-2">
          <CloseIcon className="size-4.5" />
        </IconButton>
      </div>
      <div className="mt-4 grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1.5 text-2xs font-medium text-muted">{words.groups[group]}</h3>
            <dl className="text-sm">
              {commands
                .filter((command) => command.group === group)
                .map(({ id, text, keys }) => (
                  <div key={id} className="flex items-center gap-3 py-1">
                    <dt className="flex-1">{text}</dt>
                    <dd>
                      <KeyCaps keys={keys[0]} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

function Chooser({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const words = texts.commands;
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = commands.filter(
    ({ text: own, isMove, id }) => !isMove && id !== 'palette' && foldCase(own).includes(foldCase(text.trim())),
  );
  const chosen = found[Math.min(at, found.length - 1)];

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    // The dialog gives the focus back first.
    setTimeout(command.run);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((Math.min(at, found.length - 1) + step + found.length) % Math.max(found.length, 1));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <Dialog.Title className="sr-only">{words.title}</Dialog.Title>
      <input
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="commands"
        aria-activedescendant={chosen && `command-${chosen.id}`}
        aria-label={words.title}
        placeholder={words.placeholder}
        autoComplete="off"
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-13 shrink-0 border-b border-line bg-transparent px-5 text-base outline-none"
      />
      <div
        id="commands"
        role="listbox"
        aria-label={words.title}
        hidden={found.length === 0}
        className="overflow-y-auto p-2"
      >
        {found.map((command) => (
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            tabIndex={-1}
            ref={command === chosen ? bringIntoView : undefined}
            aria-selected={command === chosen}
            onPointerMove={() => setAt(found.indexOf(command))}
            onClick={() => run(command)}
            onKeyDown={() => {}}
            className="flex h-10 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm aria-selected:bg-raised"
          >
            <span className="flex-1">{command.text}</span>
            <KeyCaps keys={command.keys[0]} />
          </div>
        ))}
      </div>
      <p role="status" className="px-5 py-4 text-sm text-muted empty:hidden">
        {found.length === 0 && words.none}
      </p>
    </>
  );
}

function bringIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}
