/**
 * Adopting a model in a process of its own, that lives only for this: a file that crashes, hangs or eats
 * up what runs it costs nobody a frame.
 */
import { Silence } from '../process/wakefulTimeout.ts';
import type { AdoptedModel } from './adopt.ts';
import type { SpawnPaint } from './child.ts';
import { FromPaint } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { tooLarge } from './styleSize.ts';

/**
 * The slowest network we know paints the first two small pictures it is tried on in a second, and examine.ts begins with no
 * more of them after four; a page waits 20.
 */
const TIMEOUT_MS = 18_000;

/**
 * Whether a model's bytes are a style, and what to keep of it.
 * Rejects with a {@link Refusal} whose message is one sentence for the person.
 */
export function adoptApart(
  spawn: SpawnPaint,
  bytes: Uint8Array,
  timeoutMs = TIMEOUT_MS,
): Promise<AdoptedModel> {
  const large = tooLarge(bytes.length);
  if (large !== null) return Promise.reject(new Refusal('unknown-style', large));
  return new Promise((resolve, reject) => {
    const child = spawn();
    const settle = (act: () => void): void => {
      silence.end();
      child.kill();
      act();
    };
    const refuse = (message: string): void => settle(() => reject(new Refusal('unknown-style', message)));
    const silence = new Silence(timeoutMs, () =>
      refuse(
        `This model did not paint a small picture within ${timeoutMs / 1000} seconds, so it cannot be used.`,
      ),
    );
    child.onMessage((data) => {
      const parsed = FromPaint.safeParse(data);
      if (!parsed.success) return;
      const message = parsed.data;
      if (message.type === 'adopted') {
        const { model, description, notes } = message;
        settle(() => resolve({ model, description, notes }));
      } else if (message.type === 'done' && message.error) {
        const { code, message: why } = message.error;
        settle(() => reject(new Refusal(code, why)));
      }
    });
    child.onExit(() => refuse('This model crashed the process that tried it, or took up all its memory, so it cannot be used.')); // prettier-ignore
    child.send({ type: 'adopt', request: 0, bytes });
  });
}

/** How the style library has models adopted: what it keeps of them, and what they say of themselves. */
export function adoptWith(
  spawn: SpawnPaint,
): (bytes: Uint8Array) => Promise<{ bytes: Uint8Array; description: AdoptedModel['description'] }> {
  return async (bytes) => {
    const { model, description } = await adoptApart(spawn, bytes);
    return { bytes: model, description };
  };
}
