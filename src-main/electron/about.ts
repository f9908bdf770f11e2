/** What the about panel says: whose work is in here. */
import type { AboutPanelOptionsOptions } from 'electron';

/** Everything shipped, learned from or built on, with its licence. The README says the same at length. */
export const CREDITS = [
  'Paintings, in the public domain: The Starry Night, Vincent van Gogh, 1889; The Great Wave off Kanagawa, ' +
    'Katsushika Hokusai, 1831; The Scream, Edvard Munch, 1893; Composition VII, Wassily Kandinsky, 1913; ' +
    'Udnie, Francis Picabia, 1913; The Wreck of a Transport Ship, J. M. W. Turner, 1810.',
  'Each style in the gallery names its own painting, and whom to credit, in its details.',
  'The styles learned on photographs of the Berkeley Segmentation Data Set 500 (Arbeláez, Maire, Fowlkes ' +
    'and Malik, 2011) with VGG-19 (Simonyan and Zisserman, 2015; Visual Geometry Group, Oxford; CC BY 4.0). ' +
    'Neither is part of this app.',
  'The method: Gatys, Ecker and Bethge, 2015; Johnson, Alahi and Fei-Fei, 2016; Ulyanov, Vedaldi and ' +
    'Lempitsky, 2016.',
  'Built on ONNX Runtime, Electron and Chromium, Svelte and sharp, under their own licences.',
  'Nothing your camera sees leaves your machine.',
].join('\n\n');

/** The panel, as far as each platform shows it: Linux has no place for credits but below the copyright. */
export function aboutPanel(
  platform: NodeJS.Platform,
  version: string,
  iconPath: string,
): AboutPanelOptionsOptions {
  const copyright = '© The Pastiche developers. MIT licence.';
  return {
    applicationName: 'Pastiche',
    applicationVersion: version,
    copyright: platform === 'linux' ? `${copyright}\n\n${CREDITS}` : copyright,
    ...(platform !== 'linux' && { credits: CREDITS }),
    ...(platform !== 'darwin' && { iconPath }),
  };
}
