/** What the shipped paintings and their painters are called in Japanese, for whoever looks for them by that. */
export const paintings: Readonly<Record<string, string>> = {
  'The Starry Night': '星月夜',
  'Vincent van Gogh': 'フィンセント・ファン・ゴッホ',
  'The Great Wave off Kanagawa': '神奈川沖浪裏',
  'Katsushika Hokusai': '葛飾北斎',
  'The Scream': '叫び',
  'Edvard Munch': 'エドヴァルド・ムンク',
  'Composition VII': 'コンポジション VII',
  'Wassily Kandinsky': 'ワシリー・カンディンスキー',
  Udnie: 'ユドニー',
  'Francis Picabia': 'フランシス・ピカビア',
  'The Wreck of a Transport Ship': '輸送船の難破',
  'J. M. W. Turner': 'J・M・W・ターナー',
};
