import type { Translation } from '../catalogue.ts';
import type { repaint as english } from '../en/repaint.ts';

export const repaint: Translation<typeof english> = {
  choose: 'ファイルを塗り替える…',
  chooseHint: '写真や動画を、いま飾っているスタイルで塗り替えます。ウィンドウにドロップしても始められます。',
  queue: '塗り替え',
  waiting: '順番待ち',
  reading: '読み込み中',
  painting: '描画中',
  finishing: '保存中',
  done: '完了',
  failedShort: '塗り替えられませんでした',
  secondsLeft: { other: '残り約 {count} 秒' },
  minutesLeft: { other: '残り約 {count} 分' },
  hoursLeft: { other: '残り約 {count} 時間' },
  line: '塗り替え中：{name}',
  lineMore: { other: 'ほか {count} 件' },
  lineFailed: '{name} は塗り替えられませんでした',
  progressOf: '{name} の塗り替え',
  cancel: '{name} の塗り替えを中止',
  remove: '{name} を一覧から外す',
  again: 'もう一度',
  noStyle: '塗り替えに使うスタイルがありません。先に読み込むか、学習させてください。',
  unknownKind:
    '「{name}」は塗り替えられません。写真（JPEG、PNG、WebP、AVIF）でも動画でもありません。スタイルは .onnx ファイルです。',
  closedKind:
    '「{name}」はここでは塗り替えられません。{kind} 形式の動画を読み込めるブラウザーはありません。MP4 に変換するか、ffmpeg を入れて npm run stylize を使ってください。',
  silent: '残せない音声があります。ここではコピーもエンコードもできない形式です。',
  failed: '「{name}」は塗り替えられませんでした：{message}',
  notPicture:
    '「{name}」を写真として読み込めません。ほかのソフトで開けるなら、JPEG か PNG で保存し直してからお試しください。',
  heic: '「{name}」は iPhone の HEIC 形式で、ここでは読み込めません。JPEG で書き出してからお試しください。',
  tooLarge: '「{name}」は大きすぎます。5000 万画素以下に縮小してからお試しください。',
  empty: '「{name}」は空のファイルです。',
  unreadable:
    '「{name}」を読み込めません。壊れているか、MP4、MOV、MKV、WebM、MPEG-TS 以外の形式です。変換するか、ffmpeg を入れて npm run stylize を使ってください。',
  noVideo:
    '「{name}」には、このブラウザーで読み込める映像がありません。ほかのソフトで映るなら、H.264 に変換するか、ffmpeg を入れて npm run stylize を使ってください。',
  undecodable:
    'このブラウザーは「{name}」（{codec}）をデコードできません。H.264 に変換するか、ffmpeg を入れて npm run stylize を使ってください。',
  tooSmall: '「{name}」は 16 ピクセルより小さい映像です。',
  encoderSilent:
    '「{name}」のエンコードが応答なしで失敗しました。もう一度試すと、別のエンコーダーを使います。',
  encoder: '「{name}」のエンコードに失敗しました。もう一度試すと、別のエンコーダーを使います。（{message}）',
  broken: '「{name}」は途中で壊れています。',
  partKept: '{trouble} そこまで描いた分は、名前に「(part)」を付けて録画した作品に残してあります。',
  dropTitle: 'ドロップすると「{style}」で塗り替えます',
  dropBody: '写真と動画に使えます。できあがりは録画した作品に入り、元のファイルはそのまま残ります。',
  dropBothTitle: 'ドロップすると塗り替え、または展示します',
  dropBothBody: '写真と動画は塗り替えられ、スタイル（.onnx）はギャラリーに飾られます。',

  loop: 'ループを作る',
  loopTitle: '{count} 秒までのループ',
  loopFormat: '形式',
  loopGif: 'GIF（どこでも使える）',
  loopWebp: 'WebP（小さくきれい）',
  loopMake: 'ループを保存',
  loopMaking: 'ループを作成中',
  loopMade: '{name} として保存しました',
  loopFailed: 'ループを作れませんでした：{message}',
};
