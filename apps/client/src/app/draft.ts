// What is searched for is in the address, and a hidden field is the page's own.
const typed = 'textarea, input:not([type=checkbox], [type=radio], [hidden], [data-search])';

/** Whether something stands in a field of the page, which loading the page again would lose. */
export function hasDraft(document: Document): boolean {
  return [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(typed)].some(
    ({ value }) => value !== '',
  );
}
