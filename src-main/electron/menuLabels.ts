/** What the application menu says. The page's own words are in its catalogue; these are the shell's. */

/** Languages the menu speaks. */
export type MenuLanguage = 'en' | 'ja';

/** `&` marks the key that chooses an item on Windows and Linux; macOS leaves it out. */
const en = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  style: '&Style',
  record: '&Record',
  train: '&Train',
  window: '&Window',
  help: '&Help',

  about: 'About Pastiche',
  settings: 'Settings…',
  services: 'Services',
  hide: 'Hide Pastiche',
  hideOthers: 'Hide Others',
  unhide: 'Show All',
  quit: 'Quit Pastiche',
  exit: 'E&xit',

  importStyle: '&Import a Style…',
  showData: 'Show &Data Folder',
  close: '&Close Window',

  undo: '&Undo',
  redo: '&Redo',
  cut: 'Cu&t',
  copy: '&Copy',
  paste: '&Paste',
  selectAll: 'Select &All',

  mirror: '&Mirror the Picture',
  keepColours: 'Keep Original Co&lours',
  compare: '&Compare with the Original',
  freeze: '&Freeze the Picture',
  palette: 'Comman&ds…',
  devices: 'D&evices…',
  actualSize: '&Actual Size',
  zoomIn: 'Zoom &In',
  zoomOut: 'Zoom &Out',
  fullScreen: 'F&ull Screen',
  reload: '&Reload the Page',
  developerTools: 'Developer &Tools',

  noStyles: 'No styles found',
  next: '&Next Style',
  previous: '&Previous Style',
  blend: '&Blend Two Styles',
  strength: 'S&trength',

  recordToggle: '&Record',
  snapshot: 'Take a &Snapshot',
  repaint: 'Re&paint a Picture or Video…',
  still: 'Paint a S&till Slowly…',
  recordings: 'Show Recordin&gs',

  newStyle: '&New Style from a Painting…',
  trainFurther: 'Train This Style &Further…',
  trainAgain: 'Train This Style &Again…',
  trainings: 'Show &Trainings',

  minimise: '&Minimise',
  zoom: 'Zoom',
  front: 'Bring All to Front',

  shortcuts: '&Keyboard Shortcuts',
  guide: '&User Guide',
  welcome: '&Welcome',
  copyDetails: '&Copy Details for a Report',
  showLog: 'Show &Log',
  restartEngine: '&Restart the Paint Engine',
};

/** Names of the labels. */
export type MenuLabel = keyof typeof en;

const ja: Readonly<Record<MenuLabel, string>> = {
  file: 'ファイル(&F)',
  edit: '編集(&E)',
  view: '表示(&V)',
  style: 'スタイル(&S)',
  record: '録画(&R)',
  train: '学習(&T)',
  window: 'ウインドウ(&W)',
  help: 'ヘルプ(&H)',

  about: 'Pastiche について',
  settings: '設定…',
  services: 'サービス',
  hide: 'Pastiche を隠す',
  hideOthers: 'ほかを隠す',
  unhide: 'すべてを表示',
  quit: 'Pastiche を終了',
  exit: '終了(&X)',

  importStyle: 'スタイルを読み込む(&I)…',
  showData: 'データフォルダを表示(&D)',
  close: 'ウインドウを閉じる(&C)',

  undo: '元に戻す(&U)',
  redo: 'やり直す(&R)',
  cut: '切り取り(&T)',
  copy: 'コピー(&C)',
  paste: '貼り付け(&P)',
  selectAll: 'すべて選択(&A)',

  mirror: '左右を反転(&M)',
  keepColours: '元の色を保つ(&L)',
  compare: '元の映像と比べる(&C)',
  freeze: '映像を止める(&F)',
  palette: 'コマンド(&D)…',
  devices: '描画装置(&E)…',
  actualSize: '実際のサイズ(&A)',
  zoomIn: '拡大(&I)',
  zoomOut: '縮小(&O)',
  fullScreen: '全画面表示(&U)',
  reload: 'ページを再読み込み(&R)',
  developerTools: '開発者ツール(&T)',

  noStyles: 'スタイルがありません',
  next: '次のスタイル(&N)',
  previous: '前のスタイル(&P)',
  blend: '二つのスタイルを混ぜる(&B)',
  strength: '強さ(&T)',

  recordToggle: '録画(&R)',
  snapshot: '写真を撮る(&S)',
  still: '静止画をじっくり描く(&T)…',
  repaint: '写真や動画を描き直す(&P)…',
  recordings: '録画の一覧(&G)',

  newStyle: '絵から新しいスタイルを作る(&N)…',
  trainFurther: 'このスタイルの学習を続ける(&F)…',
  trainAgain: 'このスタイルをもう一度学習(&A)…',
  trainings: '学習の一覧(&T)',

  minimise: '最小化(&M)',
  zoom: '拡大／縮小',
  front: 'すべてを手前に移動',

  shortcuts: 'キーボードショートカット(&K)',
  guide: 'ユーザーガイド(&U)',
  welcome: 'はじめに(&W)',
  copyDetails: '報告用の詳細をコピー(&C)',
  showLog: 'ログを表示(&L)',
  restartEngine: '描画エンジンを再起動(&R)',
};

/** Says a label. */
export type Say = (label: MenuLabel) => string;

/** The labels in a language. Japanese menus on macOS have no keys in brackets. */
export function labelsIn(language: MenuLanguage, platform: NodeJS.Platform): Say {
  const words = language === 'ja' ? ja : en;
  return (label) => {
    const text = words[label];
    return platform === 'darwin' ? text.replace(/\(&.\)/, '').replace('&', '') : text;
  };
}

/** The menu's language: the one that was chosen, or the first of the person's own that it speaks. */
export function menuLanguage(chosen: 'system' | MenuLanguage, preferred: readonly string[]): MenuLanguage {
  if (chosen !== 'system') return chosen;
  const spoken = preferred.map((tag) => tag.toLowerCase().split(/[-_]/)[0]);
  return spoken.find((language): language is MenuLanguage => language === 'en' || language === 'ja') ?? 'en';
}
