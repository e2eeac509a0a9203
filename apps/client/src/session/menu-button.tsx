import { Suspense, useState, type ReactNode } from 'react';
import { useIdle } from '../app/lazy-part.ts';

/** What a menu has to know of its button, and of whether it is open. */
export interface MenuProps {
  readonly label: string;
  readonly anchor: HTMLButtonElement | null;
  /** Where the menu is put: behind the page's last element it would be outside of every landmark. */
  readonly container: HTMLElement | null;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** A button that opens a menu. The menu's code comes when the page has a quiet moment. */
export function MenuButton({
  label,
  className,
  children,
  renderMenu,
}: {
  label: string;
  className: string;
  children: ReactNode;
  renderMenu: (props: MenuProps) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const [anchor, setAnchor] = useState<HTMLButtonElement | null>(null);
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const idle = useIdle();
  return (
    <div ref={setContainer}>
      <button
        ref={setAnchor}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
        className={`flex size-9 items-center justify-center touchable ${className}`}
      >
        {children}
      </button>
      <Suspense>{(idle || open) && renderMenu({ label, anchor, container, open, onOpenChange: setOpen })}</Suspense>
    </div>
  );
}
