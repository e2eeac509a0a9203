/** The parts of a row that can have the focus. */
export type Part = 'check' | 'title' | 'delete';

/** Where the focus goes when one asks for what was refused. */
export const refusedId = 'refused';

/** The element that says of a row that it is selected. */
export const selectedId = 'row-selected';

/** The element that stands for a task: where the focus goes. */
export function titleId(id: string): string {
  return `task-${id}`;
}

/** The part of a row that an element is. */
export function partOf(element: Element): Part {
  const part = element instanceof HTMLElement ? element.dataset['part'] : undefined;
  return part === 'check' || part === 'delete' ? part : 'title';
}
