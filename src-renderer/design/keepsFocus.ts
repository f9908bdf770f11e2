/** Where the focus goes when what has it is taken off the page, which would leave it nowhere. */

/**
 * Keeps the focus near an element of which parts come and go: of a list the next row takes it, or the one before;
 * otherwise `heir`, the element itself where it can have it, or what had it before.
 */
export function keepsFocus(whole: HTMLElement, heir?: () => HTMLElement | null): { destroy(): void } {
  let before: HTMLElement | null = null;
  let last: { readonly element: Node; readonly list: Element | null; readonly at: number } | null = null;

  const onfocusin = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof HTMLElement && !whole.contains(relatedTarget)) before = relatedTarget;
    const row = (target as Element).closest('li');
    const list = row?.parentElement ?? null;
    last = { element: target as Element, list, at: row && list ? [...list.children].indexOf(row) : -1 };
  };
  const observer = new MutationObserver(() => {
    if (!last || last.element.isConnected || document.activeElement !== document.body) return;
    const rows = last.list?.isConnected ? [...last.list.children] : [];
    const row = rows[last.at] ?? rows.at(-1);
    const next = row?.querySelector<HTMLElement>('button:enabled, a[href], input:enabled') ?? heir?.();
    (next ?? (whole.hasAttribute('tabindex') ? whole : before))?.focus();
  });

  whole.addEventListener('focusin', onfocusin);
  observer.observe(whole, { childList: true, subtree: true });
  return {
    destroy(): void {
      observer.disconnect();
      whole.removeEventListener('focusin', onfocusin);
    },
  };
}
