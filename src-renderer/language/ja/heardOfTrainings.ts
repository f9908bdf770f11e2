/** What the main side says of trainings, sketches and the loss network, in Japanese; see heard.ts. */
export const ofTrainings: Readonly<Record<string, string>> = {
  'This picture is {}x{} pixels. At least {} on each side are needed for strokes to be seen; choose a larger picture.':
    'この画像は {0}x{1} ピクセルです。筆づかいを学ぶには各辺 {2} ピクセル以上が必要です。もっと大きい画像を選んでください。',
  'The chosen part of the painting is {}x{} pixels, too small to show strokes; choose a larger part.':
    '選んだ範囲は {0}x{1} ピクセルで、筆づかいを学ぶには小さすぎます。もっと広く選んでください。',
  'The chosen part of the painting is too narrow for so fine a brush; choose a wider part or a larger brush size.':
    '選んだ範囲はこの筆の大きさには細すぎます。もっと広く選ぶか、筆を大きくしてください。',
  'This photo is {}x{} pixels, too small to learn on.':
    'この写真は {0}x{1} ピクセルで、学習には小さすぎます。',
  'This picture has more than {} million pixels; reduce it first.':
    'この画像は {0} 百万ピクセルを超えています。先に縮小してください。',
  'This file cannot be read as a picture. Choose a JPEG, PNG, WebP, AVIF, TIFF or GIF that opens elsewhere too.':
    'このファイルは画像として読み込めません。ほかのアプリでも開ける JPEG、PNG、WebP、AVIF、TIFF、GIF を選んでください。',
  'There is no painting yet.': '絵がまだ選ばれていません。',
  'There are {} photos already; more would not help.': '写真はもう {0} 枚あります。これ以上は要りません。',
  'There are {} photos; choose at least {}, better a hundred or more.':
    '写真が {0} 枚です。少なくとも {1} 枚、できれば 100 枚以上選んでください。',
  'Another window has chosen another painting meanwhile. Look at it, and start again.':
    '別のウィンドウで別の絵が選ばれました。確かめてから、もう一度始めてください。',
  'A new training is being put together already; its pictures would be deleted.':
    '準備中の新しい学習があります。続けると、その画像は削除されます。',
  'This training is not paused.': 'この学習は止まっていません。',
  'There is no such preview.': 'そのプレビューはありません。',
  'There is nothing to keep yet: let it train for a while.':
    'まだ保存できるものがありません。しばらく学習させてください。',
  'It has no checkpoint yet, so there is nothing to keep: let it train for a while.':
    'まだチェックポイントがないため、保存できるものがありません。しばらく学習させてください。',
  'The disk is full: make room, then keep it again.':
    'ディスクがいっぱいです。空きを作ってから、もう一度保存してください。',
  'It finds out on which device a step is the shortest, and begins.':
    '一番速く学習できるデバイスを調べてから始めます。',
  'The folder {} cannot be read: choose a folder of photos.':
    'フォルダー {0} を読み込めません。写真のフォルダーを選んでください。',
  'There are no photos (JPEG, PNG, WebP, AVIF, TIFF, GIF) in {}.':
    '{0} に写真（JPEG、PNG、WebP、AVIF、TIFF、GIF）がありません。',
  'None of the photos in the folder can be decoded: choose a folder of photos.':
    'フォルダーに読み込める写真がありません。写真のフォルダーを選んでください。',
  'Losses or gradients are not numbers at step {}: try a lower style weight or rate.':
    'ステップ {0} で損失か勾配が数値になりませんでした。スタイルの重みか学習率を小さくしてください。',
  'losses or gradients are not numbers at step {}: use another device':
    'ステップ {0} で損失か勾配が数値になりませんでした。別のデバイスを使ってください',
  'losses or gradients are not numbers: use another device':
    '損失か勾配が数値になりませんでした。別のデバイスを使ってください',
  'The style to go on from cannot be used: {}. Train a new style instead.':
    '学習の元になるスタイルは使えません：{0}。新しく学習してください。',
  'its {} are not numbers (NaN or infinite)': '{0} が数値ではありません（NaN または無限大）',
  'A training went wrong: {}': '学習に失敗しました：{0}',
  'The training of {} ended: {}': '「{0}」の学習が終わりました：{1}',
  'The training of {} stopped unexpectedly; it can go on from its last checkpoint.':
    '「{0}」の学習が予期せず止まりました。最後のチェックポイントから続けられます。',
  'Training {} on "{}" stopped unexpectedly; it goes on from its last checkpoint on the next device.':
    '「{1}」での「{0}」の学習が予期せず止まりました。最後のチェックポイントから、次のデバイスで続けます。',
  'The training of {} was interrupted; it can go on from its last checkpoint.':
    '「{0}」の学習が中断されました。最後のチェックポイントから続けられます。',
  '{} is trained and hangs in the gallery.': '「{0}」の学習が終わり、ギャラリーに飾りました。',
  'The style could not be put into the gallery: {}': 'スタイルをギャラリーに追加できませんでした：{0}',
  'Your trainings in {} cannot be read ({}); they are left as they are.':
    '{0} にある学習を読み込めません（{1}）。そのまま残してあります。',
  'The training in {} cannot be read and is left as it is: {}':
    '{0} の学習を読み込めないため、そのまま残してあります：{1}',
  'This training was written by another version of Pastiche, or its file is damaged. Update Pastiche to go on with it, or train again.':
    'この学習は別の版の Pastiche で書かれたか、ファイルが壊れています。続けるには Pastiche を更新してください。もう一度学習することもできます。',
  'There is no such training; it may have been removed.':
    'その学習はありません。削除されたのかもしれません。',
  'This training has begun; train again to change its pictures.':
    'この学習はすでに始まっています。画像を変えるには、もう一度学習してください。',
  'Another Pastiche has finished this training meanwhile.':
    'この学習は、その間に別の Pastiche が終えました。',
  'Another Pastiche (process {}) works on this training: look after it there, or close that one first.':
    '別の Pastiche（プロセス {0}）がこの学習を実行中です。そちらで操作するか、先に閉じてください。',
  'The disk is full. The training waits, and goes on once there is room; its last checkpoint in {} is whole.':
    'ディスクがいっぱいです。空きができるまで学習を待ちます。{0} にある最後のチェックポイントは無事です。',
  'The disk is full, so this training stopped at step {}, where it was last saved. Make room, then go on from there.':
    'ディスクがいっぱいのため、この学習は最後に保存したステップ {0} で止まっています。空きを作ってから続けてください。',
  'It began with another painting: go on with the same one, or train again.':
    'この学習は別の絵で始まっています。同じ絵で続けるか、もう一度学習してください。',
  'It began with other photos: go on with the same ones, or train again.':
    'この学習は別の写真で始まっています。同じ写真で続けるか、もう一度学習してください。',
  'The checkpoint is of format {}, this version of Pastiche reads format {}: update Pastiche, or train again.':
    'チェックポイントの形式は {0} ですが、この版の Pastiche が読めるのは {1} です。Pastiche を更新するか、もう一度学習してください。',
  'The last checkpoint is damaged; the one before is used.':
    '最後のチェックポイントが壊れているため、一つ前から続けます。',
  'No step was taken yet, so there is nothing to keep: let it train for a while.':
    'まだ 1 ステップも学習していないため、保存できるものがありません。しばらく学習させてください。',
  "“{}” was not made by Pastiche's trainer, or was made by a later version of it; train a new style instead.":
    '「{0}」は Pastiche で学習したスタイルではないか、新しい版のものです。新しく学習してください。',
  'Too many files are on their way already; wait a moment.':
    '送信中のファイルが多すぎます。少し待ってください。',
  'There is no such upload; it may have waited too long.': 'この送信は時間切れになりました。',
  '{}; "{}" takes over.': '{0}。「{1}」で続けます。',
  'Training on "{}" failed ({}); "{}" goes on with it.':
    '「{0}」での学習に失敗しました（{1}）。「{2}」で続けます。',
  'Painting on "{}" failed ({}); "{}" goes on with it.':
    '「{0}」での描画に失敗しました（{1}）。「{2}」で続けます。',
  'The training could not be saved just now ({}). It goes on, and saving is tried again.':
    '学習を今は保存できませんでした（{0}）。学習は続き、もう一度保存を試します。',
  'The state of a training could not be written: {}': '学習の状態を書き込めませんでした：{0}',
  'An unfinished draft could not be deleted ({}); the next start tries again: {}':
    'まだ始めていない学習を削除できませんでした（{0}）。次に起動したときにもう一度試します：{1}',
  '{} cannot be used as a picture: {}': '{0} は画像として使えません：{1}',
  'This photo cannot be brought nearer to the painting: choose a higher style weight.':
    'この写真はこれ以上絵に近づけられません。スタイルの重みを大きくしてください。',
  'There is no photo to sketch yet.': 'スケッチする写真がまだありません。',
  'There is no painting to sketch towards yet.': 'スケッチの手本になる絵がまだありません。',
  'The photo is {}x{} pixels at this size, too narrow to paint: choose one that is larger or less narrow.':
    'このサイズでは写真が {0}x{1} ピクセルと細すぎて描けません。もっと大きい写真か、細長くない写真を選んでください。',
  'The painting is {}x{} pixels beside this photo, too small for strokes to be seen: choose a larger brush, or a painting that is larger or less narrow.':
    'この写真に対して絵が {0}x{1} ピクセルと小さすぎて筆づかいが見えません。筆を大きくするか、もっと大きい絵か細長くない絵を選んでください。',
  'There is no finished picture yet.': 'まだ仕上がっていません。',
  'There is nothing to keep yet.': 'まだ保存できるものがありません。',
  'Painting on "{}" stopped unexpectedly; "{}" begins anew.':
    '「{0}」での描画が予期せず止まったため、「{1}」で最初から描きます。',
  'Painting stopped unexpectedly; it begins anew.': '描画が予期せず止まったため、最初から描きます。',
  'The process that paints ended unexpectedly. It may have run out of memory: choose a smaller size.':
    '描画プロセスが予期せず終了しました。メモリー不足かもしれません。小さいサイズを選んでください。',
  "This machine's memory has room for a still of {} pixels; it is painted at that size.":
    'メモリーに収まるよう、静止画を {0} ピクセルで描きます。',
  'Training needs the loss network: fetch it, or choose its file.':
    '学習には損失ネットワークが必要です。取得するか、ファイルを選んでください。',
  'The loss network could not be fetched ({}). Try again, which goes on where it stopped, or fetch {} elsewhere and choose it here.':
    '損失ネットワークを取得できませんでした（{0}）。もう一度試すと続きから再開します。{1} を別の場所で取得して、ここで選ぶこともできます。',
  'The loss network {} cannot be read: {}': '損失ネットワーク {0} を読み込めません：{1}',
  '{} is not the loss network ({}): {}': '{0} は損失ネットワークではありません（{1}）：{2}',
  'fetch it again, or choose its file': 'もう一度取得するか、ファイルを選んでください',
  'This file is not VGG-19 ({}). Choose vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 as Keras publishes it, or the safetensors file that Pastiche keeps.':
    'このファイルは VGG-19 ではありません（{0}）。Keras が公開している vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 か、Pastiche が保存した safetensors ファイルを選んでください。',
  'what it sent is not the file: the checksum differs': '届いたファイルのチェックサムが違います',
  'it cannot be kept: {}': '保存できません：{0}',
  'it sent something else than the file; does this network want you to log in first?':
    '別のものが届きました。このネットワークではログインが必要かもしれません',
  'it sent nothing': '何も届きませんでした',
  'it answered {} {}': '応答は {0} {1} でした',
  'it stopped sending': '送信が止まりました',
  'the proxy wants a name and a password: start Pastiche with {} set to {}//name:password@{}':
    'プロキシがユーザー名とパスワードを求めています。環境変数 {0} に {1}//ユーザー名:パスワード@{2} を設定して Pastiche を起動してください',
  'the proxy {} cannot be reached; is that what {} should say?':
    'プロキシ {0} に接続できません。環境変数 {1} を確かめてください',
  'the proxy {} answered {}': 'プロキシ {0} の応答は {1} でした',
  "the proxy cannot be reached; are the system's settings of it right?":
    'プロキシに接続できません。システムのプロキシ設定を確かめてください',
  'its certificate is not trusted here: start Pastiche with NODE_EXTRA_CA_CERTS set to the file of your network':
    '証明書が信頼されていません。環境変数 NODE_EXTRA_CA_CERTS にネットワークの証明書ファイルを設定して Pastiche を起動してください',
  'its certificate is not trusted here: have your system trust that of your network':
    '証明書が信頼されていません。ネットワークの証明書をシステムで信頼するように設定してください',
  'its certificate is not trusted here: have your system trust that of your network, and start Pastiche without {}':
    '証明書が信頼されていません。ネットワークの証明書をシステムで信頼するように設定し、環境変数 {0} なしで Pastiche を起動してください',
  'the proxy does not let it through': 'プロキシが接続を許可しません',
  '{} is no address of a proxy, such as http://proxy.example:8080; a % in a password is written %25':
    '環境変数 {0} がプロキシのアドレス（例：http://proxy.example:8080）になっていません。パスワードの % は %25 と書きます',
  'it was not found; is this machine online?': '見つかりません。インターネットに接続していますか',
  'it refused the connection': '接続を拒否されました',
  'the connection broke': '接続が切れました',
};
