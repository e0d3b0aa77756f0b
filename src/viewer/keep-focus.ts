/** What stays the same about a control while the page around it is built anew. */
function keyOf(element: Element): string | undefined {
  return element instanceof HTMLElement
    ? (element.dataset['control'] ?? element.getAttribute('aria-label') ?? undefined)
    : undefined;
}

/**
 * Builds the page anew and gives the focus to the control that had it: whoever moves a part up by
 * keyboard presses the same key again. Where that control cannot be used any more, its neighbour gets it.
 */
export function keepFocus(root: HTMLElement, rebuild: () => void): void {
  const { activeElement } = document;
  const key =
    activeElement !== null && root.contains(activeElement) ? keyOf(activeElement) : undefined;
  rebuild();
  if (key === undefined) return;
  const again = [...root.querySelectorAll<HTMLElement>('[data-control], [aria-label]')].find(
    (element) => keyOf(element) === key,
  );
  const isUsable = again?.matches(':disabled') === false;
  const beside = again?.parentElement?.querySelectorAll<HTMLElement>(':scope > :enabled');
  // Preventing the scroll: the page has been put where the reader was.
  (isUsable ? again : beside?.item(beside.length - 1))?.focus({ preventScroll: true });
}
