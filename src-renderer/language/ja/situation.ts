import type { Translation } from '../catalogue.ts';
import type { situation as english } from '../en/situation.ts';

export const situation: Translation<typeof english> = {
  oneMoment: '少しお待ちください',
  restarting: '描画が止まりました。まもなく再開します。',
  starting: '絵の具を混ぜています。',
  reconnecting: '接続が切れました',
  reconnectingBody: 'つなぎ直しています。その間、映像はそのまま表示します。',
  connecting: 'アトリエを開いています',
  connectingBody: 'Pastiche を起動しています。',
  gone: 'Pastiche は終了しています',
  otherVersion: 'Pastiche が更新されました',
  otherVersionBody: 'このページは別のバージョンのものです。読み込み直すと続けられます。',
  reload: '読み込み直す',
  engineFailed: '画家が筆を置きました',
  engineFailedBody: '続けて何度も止まりました。',
  engineFailedWhy: '描画プロセスからの報告：{message}',
  restartEngine: 'もう一度始める',
  noStyles: 'ギャラリーは空です',
  noStylesBody: 'スタイル（.onnx ファイル）を models フォルダーに入れると、ここに並びます。',
  asking: 'お顔を見せていただけますか？',
  askingBody:
    'カメラを許可すると、この絵があなたの姿になります。映ったものがこのコンピューターの外に出ることはありません。',
  refused: 'カメラが許可されていません',
  noCamera: 'カメラが見つかりません',
  noCameraBody: 'カメラをつなぐか、電源を入れてください。自動で見つけます。',
  inUse: 'カメラは使用中です',
  ended: 'カメラがなくなりました',
  endedBody: '取り外されたか、電源が切れました。つなぎ直すと自動で再開します。',
  unsupported: 'ここからはカメラを使えません',
  unsupportedBody:
    'このウィンドウではカメラに接続できません。Pastiche が表示したアドレスを Chrome、Chromium、Edge のいずれかで開いてください。',
  tryAgain: 'もう一度試す',
  notSaved: '保存できません',
  notSavedBody: '{message}選んだ内容は今のところ有効で、空きができしだい保存されます。',
  unpainted: '「{title}」で描けません',
  unpaintedBody: '{message} 映像はそのまま表示します。ほかのスタイルは使えます。',
  nextStyle: '次のスタイルにする',
  goneBody: 'もう一度起動すると、このページは自動で再開します。',
  inUseBody:
    'ほかのプログラム（ビデオ通話など）が使っています。そのプログラムを終了すると、自動で始まります。',
};
