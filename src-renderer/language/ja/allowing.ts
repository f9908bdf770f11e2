import type { Translation } from '../catalogue.ts';
import type { allowing as english } from '../en/allowing.ts';

export const allowing: Translation<typeof english> = {
  byBrowser: 'ブラウザーが Pastiche にカメラを使わせない設定になっています。',
  bySystem: 'システムがカメラの使用を許可していません。',
  chromeOpen: 'アドレスバーの左端にあるアイコンをクリックします。',
  switchOn: 'カメラをオンにします。表示は自動で始まります。',
  windowOpen: 'このウィンドウの上端にあるカメラのアイコン、または「⋮」の「アプリ情報」をクリックします。',
  firefoxOpen: 'アドレスバーの左にある、斜線の入ったカメラをクリックします。',
  firefoxRemove: '× でブロックを解除してから、もう一度お試しください。',
  safariOpen: 'Safari メニューの「このWebサイトでの設定」を開きます。',
  safariAllow: 'カメラを「許可」にしてから、もう一度お試しください。',
  macosOpen: 'システム設定の「プライバシーとセキュリティ」で「カメラ」を開きます。',
  macosSwitch: '{app} をオンにします。',
  macosAgain: 'macOS に求められたら、{app} を開き直します。',
  windowsOpen: '設定の「プライバシーとセキュリティ」で「カメラ」を開きます。',
  windowsSwitch:
    '「カメラへのアクセス」と「デスクトップ アプリにカメラへのアクセスを許可する」をオンにしてから、もう一度お試しください。',
  linuxGroup:
    'お使いのアカウントで /dev/video0 を使えるか確かめます。多くのシステムでは「video」グループへの参加が必要です。',
  linuxSandbox:
    '{app} が Snap や Flatpak の場合は、権限の設定でカメラを許可してから、もう一度お試しください。',
  otherSystem: 'システムのプライバシー設定で {app} にカメラを許可してから、もう一度お試しください。',
};
