/** What the main side says, in Japanese. */
import { ofTrainings } from './heardOfTrainings.ts';

/** By the English sentence, with {} where the main side puts a name, a number or a reason. */
export const heard: Readonly<Record<string, string>> = {
  // The painter and devices.
  'Pastiche is closing.': 'Pastiche を終了しています。',
  'The painter is not ready yet.': '描画エンジンはまだ準備中です。',
  'The painter moves to another device.': '別のデバイスで描くように切り替えています。',
  'The painter stopped and is back.': '描画エンジンが止まりましたが、復帰しました。',
  'The painter stopped; it comes back in a moment.': '描画エンジンが止まりました。すぐに復帰します。',
  'The painter stopped {} times in {} s. Choose another style or device, then start it again.':
    '描画エンジンが {1} 秒間に {0} 回止まりました。別のスタイルかデバイスを選んで、もう一度起動してください。',
  'The painter stopped twice on the style file {}. It is not used again until the file changes.':
    'スタイルファイル {0} で描画エンジンが 2 回止まりました。ファイルが変わるまで使いません。',
  '"{}" cannot paint just now; "{}" goes on.': '今は「{0}」では描けないため、「{1}」で続けます。',
  'Painting on "{}" keeps failing; "{}" paints now.':
    '「{0}」での描画に繰り返し失敗するため、「{1}」で描きます。',
  '"{}" stopped answering; "{}" paints now.': '「{0}」が応答しなくなったため、「{1}」で描きます。',
  'Painting on {} failed ({}); {} paints now.': '{0} での描画に失敗しました（{1}）。{2} で描きます。',
  'The device "{}" cannot be used ({}); the next best paints instead.':
    'デバイス「{0}」は使えません（{1}）。次に速いデバイスで描きます。',
  'The paint process failed: {}': '描画プロセスでエラーが起きました：{0}',
  'The page does not keep up with the pictures.': 'ページの表示が追いついていません。',
  'A newer frame took its place.': '新しいフレームを優先しました。',
  'A newer picture took its place.': '新しい画像を優先しました。',
  'There is no style "{}".': 'スタイル「{0}」がありません。',
  'There is no style "{}" any more.': 'スタイル「{0}」はもうありません。',
  'it failed while painting. Measure it again to give it another chance':
    '描画中に失敗しました。もう一度使うには、測り直してください',
  'it failed time and again. Measure it again to give it another chance':
    '何度も失敗しました。もう一度使うには、測り直してください',
  'it was not measured': 'まだ測っていません',
  'it did not answer within {} seconds': '{0} 秒以内に応答がありませんでした',
  'it ended its process': 'プロセスが終了しました',
  'it ended its process ({})': 'プロセスが終了しました（{0}）',
  'it computes wrong numbers': '計算結果が正しくありません',
  'it is available only on {}': '{0} でのみ使えます',
  'no NVIDIA driver is loaded. Install it, then start Pastiche again':
    'NVIDIA のドライバーが読み込まれていません。インストールして Pastiche を起動し直してください',
  'its runtime is an optional download, which is offered under Devices':
    'ランタイムは任意のダウンロードで、「デバイス」から取得できます',
  "Install your graphics card's current driver, then start Pastiche again":
    'グラフィックカードの最新のドライバーをインストールして、Pastiche を起動し直してください',
  'CUDA 12 and cuDNN 9 were not found on the library path: install them, then start Pastiche again and measure again':
    'CUDA 12 と cuDNN 9 が見つかりません。入れてから Pastiche を起動し直し、もう一度測ってください',
  'no graphics card with a Vulkan, Metal or Direct3D 12 driver was found':
    'Vulkan、Metal、Direct3D 12 のドライバーがあるグラフィックカードが見つかりません',
  'The CUDA runtime could not be fetched ({}). Try again, which goes on where it stopped.':
    'CUDA ランタイムを取得できませんでした（{0}）。もう一度試すと、続きから再開します。',

  // Styles that are brought in.
  'This model cannot be used as a style: {}.': 'このモデルはスタイルとして使えません：{0}。',
  'This model did not paint a small picture within {} seconds, so it cannot be used.':
    'このモデルは小さな画像を {0} 秒以内に描けなかったため、使えません。',
  'This model crashed the process that tried it, or took up all its memory, so it cannot be used.':
    'このモデルを試したプロセスが異常終了したか、メモリーを使い果たしたため、使えません。',
  'it is written for opset {} of ONNX: export it again for opset {} or newer':
    'ONNX の opset {0} 用です。opset {1} 以降で書き出し直してください',
  'it uses the operator {} of "{}", which only the program that made it knows':
    '作成したプログラムだけが扱える演算子 {0}（「{1}」）を使っています',
  'its functions call themselves, or each other too deeply: export it again without functions':
    '関数が自分自身を呼んでいるか、呼び出しが深すぎます。関数なしで書き出し直してください',
  'it has more than {} nodes, with its functions written out at every call':
    '関数をすべて展開すると、ノードが {0} 個を超えます',
  'a style takes one picture and gives one, but this model has {} inputs and {} outputs':
    'スタイルは画像を 1 枚受け取り 1 枚返しますが、このモデルの入力は {0}、出力は {1} です',
  'it asks for pictures of {}x{}, larger than {}': '{2} より大きい {0}x{1} の画像を求めています',
  'it paints {} pictures at once: export it again for a batch of 1':
    '一度に {0} 枚を描くモデルです。バッチ 1 で書き出し直してください',
  'its pictures are not of the size it is given': '受け取った画像と異なる大きさの画像を返します',
  'it gives back no picture of float32 values': 'float32 の画像を返しません',
  'it gives back an empty picture': '空の画像を返します',
  'it paints values that are not numbers (NaN or infinite)':
    '描いた値が数値ではありません（NaN または無限大）',
  'it paints every picture in one colour ({} of 255)': 'どの画像も一色（255 中 {0}）で塗りつぶします',
  'its pictures have values from {} to {}, where a style gives 0 to 255: export it with its scaling inside':
    '画像の値が {0} から {1} です。スタイルは 0 から 255 を返します。スケーリングを含めて書き出してください',
  'Trying “{}” as a style…': '「{0}」をスタイルとして試しています…',
  'Trying {} files as styles…': '{0} 個のファイルをスタイルとして試しています…',
  '{} styles hang in the gallery now.': '{0} 点のスタイルをギャラリーに飾りました。',
  '“{}” hangs in the gallery now.': '「{0}」をギャラリーに飾りました。',
  '"{}" cannot be a style: the file is empty.': '「{0}」はスタイルとして使えません：ファイルが空です。',
  '"{}" cannot be a style: {}': '「{0}」はスタイルとして使えません：{1}',
  '"{}" came in pieces that do not fit. Try again.':
    '「{0}」を正しく受け取れませんでした。もう一度試してください。',
  '"{}" has not arrived whole. Try again.': '「{0}」を最後まで受け取れませんでした。もう一度試してください。',
  '"{}" cannot be kept: the disk is full. Make room and try again.':
    '「{0}」を保存できません：ディスクがいっぱいです。空きを作って、もう一度試してください。',
  '"{}" cannot be kept: the folder {} is read-only. Allow writing there and try again.':
    '「{0}」を保存できません：フォルダー {1} は読み取り専用です。書き込みを許可して、もう一度試してください。',
  '"{}" cannot be kept: {}': '「{0}」を保存できません：{1}',
  '"{}" holds only the weights of a style: choose it together with the .onnx file.':
    '「{0}」にはスタイルの重みだけが入っています。.onnx ファイルと一緒に選んでください。',
  'Its weights lie in another file, "{}": choose both together, or {}.':
    '重みが別のファイル「{0}」にあります。両方を一緒に選ぶか、{1}。',
  'Its weights lie in another file, "{}", which is not beside it: put it there, or {}.':
    '重みが別のファイル「{0}」にありますが、隣に見つかりません。そこに置くか、{1}。',
  'Its weights lie in more than {} files: {}.': '重みが {0} 個より多いファイルに分かれています。{1}。',
  '"{}", in which its weights should lie, is no file of the same folder: put a copy there, or {}.':
    '重みがあるはずの「{0}」は、同じフォルダーのファイルではありません。コピーを置くか、{1}。',
  'save it again as one file, without external data (PyTorch: external_data=False)':
    '外部データなしの 1 つのファイルとして保存し直してください（PyTorch：external_data=False）',
  'The file of its weights, "{}", is cut off: it has {} bytes, but {} are needed. Take a whole copy of it.':
    '重みのファイル「{0}」が途中で切れています：{2} バイト必要ですが、{1} バイトしかありません。完全なコピーを使ってください。',
  'Its weight "{}" cannot be found in another file: {}.':
    '重み「{0}」を別のファイルから取り出せません：{1}。',
  'its place is given twice': '場所が二重に書かれています',
  '"{}" is no plain name of a file beside the model':
    '「{0}」は、モデルの隣にあるファイルの名前ではありません',
  'its values are of {}': '値の型が {0} です',
  'its shape is not possible': '形が正しくありません',
  'its place is not a number': '場所が数値ではありません',
  'it has {} bytes there, but its shape needs {}':
    'そこには {0} バイトありますが、形からは {1} バイト必要です',
  'This import has begun already.': 'この取り込みはすでに始まっています。',
  'Other styles are just being brought in; try again in a moment.':
    'ほかのスタイルを取り込み中です。少し待って、もう一度試してください。',
  'This import is over. Try again.': 'この取り込みは終わっています。もう一度試してください。',
  'The file has {} MB; a style may have up to {} MB.':
    'ファイルは {0} MB です。スタイルとして使えるのは {1} MB までです。',
  '{} Take it out of the folder.': '{0} フォルダーから取り除いてください。',
  'There is a style with the id "{}" already: rename this file.':
    'ID「{0}」のスタイルがすでにあります。ファイル名を変えてください。',
  "Rename the file: use 1-64 of a-z, 0-9, '-' and '_'.":
    'ファイル名を変えてください：a-z、0-9、「-」、「_」で 1～64 文字です。',
  '{} Put a whole copy in its place, or take it out of the folder.':
    '{0} 完全なコピーと置き換えるか、フォルダーから取り除いてください。',
  'It leads nowhere: the file that it stands for is gone.': 'リンク先のファイルがありません。',
  'It is a folder: only files are styles.': 'フォルダーです。スタイルはファイルだけです。',
  'It may not be read: allow that in its permissions.':
    '読み取りが許可されていません。アクセス権を変えてください。',
  'The style file {} cannot be read: {}': 'スタイルファイル {0} を読み込めません：{1}',
  'The folder of your own styles is back: {}': '自分のスタイルのフォルダーが戻りました：{0}',
  'The folder of your own styles, {}, is read-only: none can be added until writing is allowed.':
    '自分のスタイルのフォルダー {0} は読み取り専用です。書き込みを許可するまで追加できません。',
  'The folder of your own styles, {}, cannot be found. They hang again when it is back.':
    '自分のスタイルのフォルダー {0} が見つかりません。戻れば、また表示します。',
  "The gallery's order and titles could not be understood; it starts afresh.":
    'ギャラリーの並び順と題名を読み取れないため、初期状態に戻します。',
  "Entries of the gallery's order and titles could not be understood, and are left out.":
    'ギャラリーの並び順と題名のうち、読み取れない項目を除きました。',
  "The gallery's order and titles cannot be read ({}); it starts afresh.":
    'ギャラリーの並び順と題名を読み込めないため（{0}）、初期状態に戻します。',
  'That could not be kept: {}': '保存できませんでした：{0}',
  'It is not in the trash any more.': 'もうごみ箱にありません。',
  'The trash cannot be emptied: {}': 'ごみ箱を空にできません：{0}',

  // Recordings and repainted files.
  'The disk is full. What was recorded until now is kept.':
    'ディスクがいっぱいです。ここまでの録画は保存されています。',
  'A recording that was cut short is saved: {}.': '途中で切れた録画を保存しました：{0}。',
  '{} recordings that were cut short are saved.': '途中で切れた録画を {0} 件保存しました。',
  'This recording has ended already.': 'この録画はすでに終わっています。',
  'A recording was ended because its window is gone. It is saved.':
    'ウィンドウが閉じたため録画を終えました。保存されています。',
  'A video was not repainted to its end because its window is gone. What was done of it is saved as {}.':
    'ウィンドウが閉じたため、動画を最後まで描き直せませんでした。できた分を {0} として保存しました。',
  '{} could not be finished: {}': '{0} を仕上げられませんでした：{1}',
  'This name has no characters that a file name can have.': 'ファイル名に使える文字がありません。',
  'Only {} of {} parts of the recording arrived; they are kept.':
    '録画の {1} 個の部分のうち {0} 個だけ届きました。届いた分は保存されています。',
  'Only clips can be cut.': '切り出せるのは動画だけです。',
  'This recording is not finished yet.': 'この録画はまだ終わっていません。',
  'This recording is not there any more.': 'この録画はもうありません。',
  'This recording is not in the trash any more.': 'この録画はもうごみ箱にありません。',
  'There is nothing in this recording that could be shown.': 'この録画には表示できる内容がありません。',
  'This loop would be too large. Make it shorter, or wait for the one before.':
    'このループは大きすぎます。短くするか、前のループが終わるまで待ってください。',
  'This loop is over. Make it again.': 'このループは終わっています。作り直してください。',
  'This file is no longer being repainted. Add it again.':
    'このファイルの描き直しは終わっています。もう一度追加してください。',
  'Other files are just being repainted; try again when one is done.':
    'ほかのファイルを描き直しています。終わってから、もう一度試してください。',
  'The painter of this file stopped, perhaps for want of memory. Close other programs, or make the file smaller, and try again.':
    'このファイルの描画が止まりました。メモリー不足かもしれません。ほかのアプリを閉じるか、ファイルを小さくして、もう一度試してください。',
  '“{}” is painted, but the disk is full. Make room and try again.':
    '「{0}」を描きましたが、ディスクがいっぱいです。空きを作って、もう一度試してください。',
  '“{}” is painted, but cannot be written: {}': '「{0}」を描きましたが、書き込めません：{1}',
  '“{}” cannot be read as a picture ({}). If other programs show it, save it there as JPEG or PNG and try again.':
    '「{0}」を画像として読み込めません（{1}）。ほかのアプリで表示できるなら、JPEG か PNG で保存し直して、もう一度試してください。',
  '“{}” has more than {} megapixels. Make it smaller, then try again.':
    '「{0}」は {1} メガピクセルを超えています。小さくして、もう一度試してください。',

  '{} cannot be cut': '{0} を切り出せません',
  '{} cannot be removed': '{0} を削除できません',
  '{}.{} cannot be written': '{0}.{1} を書き込めません',
  '{}: the disk is full. Make room and try again.':
    '{0}：ディスクがいっぱいです。空きを作って、もう一度試してください。',
  '{}: you do not have permission. The settings say how to keep recordings elsewhere.':
    '{0}：アクセス権がありません。別の場所に保存する方法は設定にあります。',
  '{} is kept as it was recorded, without an index: {}.':
    '{0} は録画されたまま、索引なしで保存されています：{1}。',
  '{} holds too many recordings of the same name.': '{0} に同じ名前の録画が多すぎます。',
  'This recording has ended.': 'この録画は終わっています。',
  'The file of a video stays where it is.': '動画のファイルはそのまま残ります。',
  'There is no picture to paint.': '描く画像がありません。',
  ...ofTrainings,

  // The disk, the settings and other windows.
  'The disk is full.': 'ディスクがいっぱいです。',
  'Your share of the disk is used up.': 'ディスクの割り当てを使い切りました。',
  'The disk is read-only.': 'ディスクは読み取り専用です。',
  'Pastiche may not write there.': 'Pastiche には書き込みが許可されていません。',
  'The folder is gone.': 'フォルダーがありません。',
  'The disk reports an error.': 'ディスクでエラーが起きました。',
  'The disk is gone.': 'ディスクが見つかりません。',
  'Writing failed: {}.': '書き込みに失敗しました：{0}。',
  'The settings cannot be read ({}); the defaults are used.':
    '設定を読み込めないため（{0}）、初期設定を使います。',
  'Settings that could not be understood are at their defaults; a newer Pastiche may have written them.':
    '読み取れない設定は初期値に戻しました（新しいバージョンの Pastiche で書かれた可能性があります）。',
  'The old ones are kept as {}.': '元のファイルは {0} に残してあります。',
  'The old ones are left as they are, and no new ones are kept before the next start: {}':
    '元のファイルはそのまま残し、次に起動するまで変更を保存しません：{0}',
  '{} could not be read at the start, and is left as it is. Start Pastiche again.':
    '起動時に {0} を読み込めなかったため、そのまま残してあります。Pastiche を起動し直してください。',
  '{} is running as well (process {}) and uses the same settings. What you change here may be undone there: better close one of them.':
    '{0}（プロセス {1}）も動いていて、同じ設定を使っています。ここでの変更が取り消されることがあるため、どちらかを閉じてください。',
  'The Pastiche app': 'Pastiche アプリ',
  'Pastiche in a browser window': 'ブラウザー版の Pastiche',
  '{} does not answer. Is its drive there?': '{0} から応答がありません。ドライブは接続されていますか？',
  '{} cannot be found. Plug its drive in; the settings say how to keep recordings elsewhere.':
    '{0} が見つかりません。ドライブを接続してください。別の場所に保存する方法は設定にあります。',
  '{} cannot be found. Connect the drive or share that it is on. If you deleted it, the next recording makes it anew.':
    '{0} が見つかりません。保存先のドライブまたは共有フォルダーを接続してください。削除した場合は、次の録画のときに作り直されます。',
  '{} is empty, though something was kept in it. If it is on a drive or share that is away, what is recorded now is not there.':
    '{0} には以前保存したものがあったはずですが、空になっています。接続されていないドライブや共有フォルダーにある場合、これからの録画はそこには保存されません。',
  '{} is empty, though something was kept in it. Connect the drive or share that it is on. If you emptied it, the next recording is its first.':
    '{0} には以前保存したものがあったはずですが、空になっています。保存先のドライブまたは共有フォルダーを接続してください。ご自身で空にした場合は、次の録画から新しく保存されます。',
  '{} was gone and is made anew. If it was on a drive or share that is away, what is recorded now is not there.':
    '{0} がなくなっていたため、作り直しました。接続されていないドライブや共有フォルダーにあった場合、これからの録画はそこには保存されません。',
  '{} cannot be read: {}': '{0} を読み込めません：{1}',
  '"{}" cannot be read: {}': '「{0}」を読み込めません：{1}',
  '{} cannot be written: {}': '{0} に書き込めません：{1}',
  '{} cannot be moved: {}': '{0} を移動できません：{1}',
  '{} holds too many files named {}.': '{0} に {1} という名前のファイルが多すぎます。',
  'It was cancelled.': '取り消しました。',
  'Its page is gone.': 'ページが閉じられました。',
  '{} cannot be shown: {}': '{0} を表示できません：{1}',
  'The details cannot be copied: {}': '詳細をコピーできません：{0}',
  'Copied. Paste it where you write your report; read it first.':
    'コピーしました。内容を確かめてから、報告に貼り付けてください。',
  'This window cannot open folders.': 'このウィンドウではフォルダーを開けません。',
  'This window cannot ask for folders.': 'このウィンドウではフォルダーを選べません。',
  'This window drags files by itself.': 'このウィンドウでは、ファイルのドラッグはブラウザーが行います。',
};
