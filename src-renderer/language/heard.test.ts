import { describe, expect, it } from 'vitest';
import { Interpreter } from './heard.ts';
import { heard } from './ja/heard.ts';

describe('an interpreter', () => {
  const interpreter = new Interpreter(heard);

  it('says a sentence with its names and reasons', () => {
    expect(interpreter.say('Winter is trained and hangs in the gallery.')).toBe(
      '「Winter」の学習が終わり、ギャラリーに飾りました。',
    );
    expect(interpreter.say('That could not be kept: The disk is full.')).toBe(
      '保存できませんでした：ディスクがいっぱいです。',
    );
    expect(interpreter.say('“A (b) [c].*” is painted, but cannot be written: EIO')).toBe(
      '「A (b) [c].*」を描きましたが、書き込めません：EIO',
    );
  });

  it('says a whole refusal in a refusal, with its reason and its remedy', () => {
    const said = interpreter.say(
      '"a.onnx" cannot be a style: Its weights lie in another file, "a.onnx.data": choose both together, or save it again as one file, without external data (PyTorch: external_data=False).',
    );
    expect(said).toBe(
      '「a.onnx」はスタイルとして使えません：重みが別のファイル「a.onnx.data」にあります。両方を一緒に選ぶか、外部データなしの 1 つのファイルとして保存し直してください（PyTorch：external_data=False）。',
    );
  });

  it('says what is more of a sentence first', () => {
    expect(interpreter.say('"x.onnx" cannot be kept: the disk is full. Make room and try again.')).toContain(
      '空きを作って',
    );
  });

  it('says how an address is written in a language’s own words', () => {
    expect(
      interpreter.say(
        'the proxy wants a name and a password: start Pastiche with ALL_PROXY set to socks5://name:password@127.0.0.1:1080',
      ),
    ).toContain('環境変数 ALL_PROXY に socks5://ユーザー名:パスワード@127.0.0.1:1080 を設定して');
  });

  it('says sentences one after the other', () => {
    expect(interpreter.say('The disk is full. The folder is gone.')).toBe(
      'ディスクがいっぱいです。フォルダーがありません。',
    );
  });

  it('says a reason, whether it stands alone or in a sentence', () => {
    const reason = 'osses or gradients are not numbers: use another device';
    const meaning = '損失か勾配が数値になりませんでした。別のデバイスを使ってください';
    expect(interpreter.say(`L${reason}`)).toBe(meaning);
    expect(interpreter.say(`Painting on "card" failed (l${reason}); "cpu" goes on with it.`)).toContain(
      meaning,
    );
  });

  it('puts through what it does not know', () => {
    expect(interpreter.say('ONNX Runtime failed. Code 3.')).toBe('ONNX Runtime failed. Code 3.');
    expect(interpreter.say('')).toBe('');
  });
});
