/** Short names for the classes that keep a component's styles to it: each is in the page some seven times. */

/** What Svelte says of a component when it asks for its class. */
interface Component {
  readonly filename: string;
  readonly hash: (text: string) => string;
}

/** Gives each component a class of four characters of its file's hash; two that would get the same do not build. */
export function shortClasses(): (component: Component) => string {
  const owners = new Map<string, string>();
  return ({ filename, hash }) => {
    // The hash's last digits: its first are not as evenly spread. A class must not begin with one.
    const name = `s${hash(filename).slice(-4)}`;
    const owner = owners.get(name) ?? filename;
    if (owner !== filename)
      throw new Error(`${owner} and ${filename} have the class ${name}: take more digits`);
    owners.set(name, filename);
    return name;
  };
}
