/** Where the focus goes when what has it is taken off the page, which would leave it nowhere. */

/**
 * Keeps the focus in an element of which parts come and go: of a list the next row takes it, or the one before;
 * otherwise the element itself.
 */
export function keepsFocus(whole: HTMLElement): { destroy(): void } {
  let last: { readonly element: Node; readonly list: Element | null; readonly at: number } | null = null;

  const onfocusin = ({ target }: FocusEvent): void => {
    const row = (target as Element).closest('li');
    const list = row?.parentElement ?? null;
    last = { element: target as Element, list, at: row && list ? [...list.children].indexOf(row) : -1 };
  };
  const observer = new MutationObserver(() => {
    if (!last || last.element.isConnected || document.activeElement !== document.body) return;
    const rows = last.list?.isConnected ? [...last.list.children] : [];
    const row = rows[last.at] ?? rows.at(-1);
    (row?.querySelector<HTMLElement>('button:enabled, a[href], input:enabled') ?? whole).focus();
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
