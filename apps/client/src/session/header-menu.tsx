import { Menu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import type { MenuProps } from './menu-button.tsx';

/** A menu below its button in the page's header. */
export function HeaderMenu({
  label,
  anchor,
  container,
  open,
  onOpenChange,
  children,
}: MenuProps & { children: ReactNode }) {
  return (
    <Menu.Root
      open={open}
      modal={false}
      onOpenChange={(next, details) => {
        // The button closes what it opened; without this the press would close it and the click open it again.
        const onButton = details.event.target instanceof Node && anchor?.contains(details.event.target);
        if (!next && onButton && details.reason === 'outside-press') return;
        onOpenChange(next);
      }}
      onOpenChangeComplete={(opened) => opened && container && showGuards(container)}
    >
      <Menu.Portal container={container}>
        <Menu.Positioner anchor={anchor} align="end" sideOffset={8} collisionPadding={16} className="z-20 outline-none">
          <Menu.Popup
            finalFocus={() => anchor}
            aria-label={label}
            className="w-64 origin-(--transform-origin) rounded-xl bg-surface p-1.5 text-sm shadow-float transition-[scale,opacity] duration-100 outline-none data-ending-style:scale-97 data-ending-style:opacity-0 data-starting-style:scale-97 data-starting-style:opacity-0"
          >
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The elements that send the focus on at the menu's ends are hidden from screen readers by Base UI. What can be focused must not be. */
function showGuards(container: HTMLElement): void {
  for (const guard of container.querySelectorAll('[data-base-ui-focus-guard]')) guard.removeAttribute('aria-hidden');
}
