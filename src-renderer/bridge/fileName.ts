/** File names as they are sent. */

/** The contract's longest name. */
const MOST = 255;

/** The file's name, or its end, which tells more of the kind of file. */
export function fileName({ name }: { readonly name: string }): string {
  return name.slice(-MOST);
}
