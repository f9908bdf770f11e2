/** The browser's own dialog for files. */

/**
 * Lets the person choose files; none when they change their mind. The browser opens its dialog only while
 * it counts something that the person did as recent.
 *
 * @param accept as the attribute of an input has it: 'video/*', '.png,.jpg'.
 */
export function chooseFiles(accept: string, multiple = true): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple, hidden: true });
  // Out of the document nothing would hold it, and with it would go what was waited for.
  document.body.append(input);
  return new Promise((resolve) => {
    const done = (): void => {
      input.remove();
      resolve([...(input.files ?? [])]);
    };
    input.addEventListener('change', done, { once: true });
    input.addEventListener('cancel', done, { once: true });
    input.click();
  });
}
