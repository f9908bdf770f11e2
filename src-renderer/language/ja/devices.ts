import type { Translation } from '../catalogue.ts';
import type { devices as english } from '../en/devices.ts';

export const devices: Translation<typeof english> = {
  devices: '描画装置',
  open: '描画装置…',
  'name.cpu': 'プロセッサー',
  'name.webgpu': 'グラフィックスカード（WebGPU）',
  'name.cuda': 'NVIDIA グラフィックスカード（CUDA）',
  'name.directml': 'グラフィックスカード（DirectML）',
  'name.coreml': 'Apple のグラフィックスと Neural Engine（Core ML）',
  'name.tensorflow-gpu': 'NVIDIA グラフィックスカード（TensorFlow.js）',
  autoAbout: 'この中で最も速いもの',
  autoIs: '最も速いもの：{name}',
  paintsNow: '描画中',
  ms: '{ms} ms',
  perPicture: '{size} の 1 枚あたり',
  perStep: '学習 1 ステップ {ms}',
  noStep: '学習には使えません',
  notMeasured: 'まだ測っていません',
  stepNotMeasured: '学習はまだ測っていません',
  measuring: '測定中：{name}',
  measuringNow: '測定中…',
  measure: 'もう一度測る',
  measureTraining: '学習も測る',
  unseen: { other: 'ほかに {count} 台を調べています。' },
  away: 'このコンピューターでは使えないもの',
  onWindows: 'Windows 専用です。',
  onMac: 'macOS 専用です。',
  onLinux: 'Intel または AMD プロセッサーの Linux 専用です。',
  noCard:
    '対応するドライバーのあるグラフィックスカードが見つかりません。ドライバーを入れてから Pastiche を起動し直してください。',
  noNvidia:
    'NVIDIA のドライバーが読み込まれていません。ドライバーを入れてから Pastiche を起動し直してください。',
  cudaNotThere: 'ランタイムは追加でダウンロードできます（下を見てください）。',
  cuda: 'NVIDIA カード用の CUDA',
  cudaAbout:
    'ONNX Runtime には、WebGPU のほかにも NVIDIA カードを使う方法があり、より速いことがあります。{host} から数百メガバイトを取得します。CUDA 12 と cuDNN 9 が必要です。送られるのは取得の要求だけです。',
  cudaFetch: '取得する',
  cudaFetching: '{received} / {size}',
  cudaPart: '{part} を受信しました',
  cudaCancel: '中止',
  cudaChecking: '確認して展開しています…',
  cudaFailed: '取得できませんでした：{message}',
  tensorflowNotThere:
    'インストール版には含まれていません。同じカードは WebGPU や CUDA で使えます。ソースコードから動かす場合は、CUDA 11.2 と cuDNN 8.1 を用意してから、npm install --include=optional @tensorflow/tfjs-node-gpu を実行してください。',
  tensorflowLibraries:
    'CUDA 11.2 と cuDNN 8.1 がライブラリーのパスに必要です。入れたら Pastiche を起動し直し、もう一度測ってください。',
  libraries:
    'CUDA 12 と cuDNN 9 がライブラリーのパスに必要です。入れたら Pastiche を起動し直し、もう一度測ってください。',
  crashed: '試したプロセスがドライバーに止められました。新しいドライバーで直ることがあります。',
  silent: '応答がありませんでした。新しいドライバーで直ることがあります。',
  failed: '失敗しました：{reason}',
};
