/** Makes what reads changes aloud, under an open dialog too: two live regions that take turns, so that the same words twice are heard twice. */
export function createAnnouncer(document: Document): (text: string) => void {
  const regions = [0, 1].map(() => {
    const region = document.createElement('div');
    region.setAttribute('role', 'status');
    // The role says the same, but a dialog of Base UI hides all around it that has not this attribute.
    region.setAttribute('aria-live', 'polite');
    region.className = 'sr-only';
    document.body.append(region);
    return region;
  });
  let turn = 0;
  return (text) => {
    turn = 1 - turn;
    regions.forEach((region, index) => (region.textContent = index === turn ? text : ''));
  };
}
