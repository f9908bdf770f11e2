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
  goneBody:
    'もう一度起動し、開いたウィンドウか表示されたアドレスをお使いください。応答が遅いだけなら、このページは自動でつながります。',
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
  refusedInBrowser: 'アドレスバーの左にあるカメラまたは設定のアイコンから、カメラを許可してください。',
  refusedBySystem: 'システムのプライバシー設定で Pastiche にカメラを許可してから、もう一度お試しください。',
  noCamera: 'カメラが見つかりません',
  noCameraBody: 'カメラをつなぐか、電源を入れてください。自動で見つけます。',
  inUse: 'カメラは使用中です',
  inUseBody: 'ほかのプログラムが使っています。ビデオ通話などを終了してから、もう一度お試しください。',
  ended: 'カメラがなくなりました',
  endedBody: '取り外されたか、電源が切れました。つなぎ直すと自動で再開します。',
  unsupported: 'ここからはカメラを使えません',
  unsupportedBody:
    'このウィンドウではカメラに接続できません。Pastiche が表示したアドレスを Chrome、Chromium、Edge のいずれかで開いてください。',
  tryAgain: 'もう一度試す',
};
