/** What the about panel says: whose work is in here. */
import type { AboutPanelOptionsOptions } from 'electron';
import type { MenuLanguage } from './menuLabels.ts';

const en = {
  version: (version: string) => `Version ${version}`,
  copyright: '© The Pastiche developers. MIT licence.',
  credits: [
    'Paintings, in the public domain: The Starry Night, Vincent van Gogh, 1889; The Great Wave off Kanagawa, ' +
      'Katsushika Hokusai, 1831; The Scream, Edvard Munch, 1893; Composition VII, Wassily Kandinsky, 1913; ' +
      'Udnie, Francis Picabia, 1913; The Wreck of a Transport Ship, J. M. W. Turner, 1810.',
    'Each style in the gallery names its own painting, and whom to credit, in its details.',
    'The styles learned on photographs of the Berkeley Segmentation Data Set 500 (Arbeláez, Maire, Fowlkes ' +
      'and Malik, 2011) with VGG-19 (Simonyan and Zisserman, 2015; Visual Geometry Group, Oxford; CC BY 4.0). ' +
      'Neither is part of this app.',
    'The method: Gatys, Ecker and Bethge, 2015; Gatys, Ecker, Bethge, Hertzmann and Shechtman, 2017; Johnson, ' +
      'Alahi and Fei-Fei, 2016; Ulyanov, Vedaldi and Lempitsky, 2016 (Instance Normalization); Ulyanov, ' +
      'Lebedev, Vedaldi and Lempitsky, 2016 (Texture Networks).',
    'Built on ONNX Runtime, Electron and Chromium, Svelte and sharp, under their own licences.',
    'Nothing your camera sees leaves your machine.',
  ],
};
const ja: typeof en = {
  version: (version) => `バージョン ${version}`,
  copyright: '© The Pastiche developers. MIT ライセンス。',
  credits: [
    'パブリックドメインの絵画：星月夜、フィンセント・ファン・ゴッホ、1889 年。神奈川沖浪裏、葛飾北斎、1831 年。' +
      '叫び、エドヴァルド・ムンク、1893 年。コンポジション VII、ワシリー・カンディンスキー、1913 年。' +
      'ユドニー、フランシス・ピカビア、1913 年。輸送船の難破、J・M・W・ターナー、1810 年。',
    'ギャラリーの各スタイルの「詳細」に、元の絵とクレジットがあります。',
    'スタイルは、Berkeley Segmentation Data Set 500 の写真（Arbeláez, Maire, Fowlkes, Malik、2011 年）と ' +
      'VGG-19（Simonyan, Zisserman、2015 年。Visual Geometry Group, Oxford。CC BY 4.0）で学習しました。' +
      'どちらもこのアプリには含まれません。',
    '手法：Gatys, Ecker, Bethge、2015 年。Gatys, Ecker, Bethge, Hertzmann, Shechtman、2017 年。' +
      'Johnson, Alahi, Fei-Fei、2016 年。Ulyanov, Vedaldi, Lempitsky、2016 年（Instance Normalization）。' +
      'Ulyanov, Lebedev, Vedaldi, Lempitsky、2016 年（Texture Networks）。',
    'ONNX Runtime、Electron と Chromium、Svelte、sharp を、それぞれのライセンスで使っています。',
    'カメラの映像がこのコンピューターから外に出ることはありません。',
  ],
};

/** Everything shipped, learned from or built on, with its licence. The README says the same at length. */
export function credits(language: MenuLanguage): string {
  return (language === 'ja' ? ja : en).credits.join('\n\n');
}

/** What the panel is made with. */
export interface AboutParts {
  readonly platform: NodeJS.Platform;
  readonly language: MenuLanguage;
  readonly version: string;
  readonly iconPath: string;
}

/** The panel, as far as each platform shows it: Linux has no place for credits but below the copyright. */
export function aboutPanel({ platform, language, version, iconPath }: AboutParts): AboutPanelOptionsOptions {
  const say = language === 'ja' ? ja : en;
  const all = credits(language);
  return {
    applicationName: 'Pastiche',
    // macOS says itself what the number is.
    applicationVersion: platform === 'darwin' ? version : say.version(version),
    copyright: platform === 'linux' ? `${say.copyright}\n\n${all}` : say.copyright,
    ...(platform !== 'linux' && { credits: all }),
    ...(platform !== 'darwin' && { iconPath }),
  };
}
