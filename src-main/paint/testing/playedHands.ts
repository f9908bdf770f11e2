/** Two hands that are played by the test. */
import type { Port } from '../../process/port.ts';
import { Hands, type Heard } from '../hands.ts';
import type { FromPaint, ToPaint } from '../protocol.ts';
import { flatFrame } from './fakePainter.ts';
import { scriptedPaint, type ScriptedChild } from './scriptedChild.ts';
import { TestPort } from './testPort.ts';
import { prepare, shelf, start } from './told.ts';

/** What pages want here. */
export const look = { styleId: 'wave', strength: 1, keepColours: false, blend: null, width: 16, height: 16 };

/** A page's frame; its pixels are the id. */
export function frame(id: number, kind: 'live' | 'still' | 'tile' = 'live', client = 'page'): ToPaint {
  return { type: 'frame', client, header: { id, kind, ...look }, pixels: flatFrame(16, 16, id) };
}

/** Opens them; the first has been told to start. */
export function open() {
  const parent = new TestPort();
  const { spawn, children } = scriptedPaint();
  const unable: Heard[] = [];
  let deaths = 0;
  const hands = new Hands({
    parent,
    spawn,
    onUnable: (heard) => unable.push(...heard),
    onDeath: () => deaths++,
  });
  const tell = (message: unknown, ports: Port[] = []): void => hands.hear({ data: message, ports });
  const heard = (type: FromPaint['type']) =>
    (parent.posted as FromPaint[]).filter((message) => message.type === type);
  const framesOf = (hand: ScriptedChild | undefined) =>
    (hand?.sent ?? []).flatMap((message) => (message.type === 'frame' ? [message] : []));
  /** Has a hand answer the frame that it was given last, or another one. */
  const answer = (hand: ScriptedChild, index = -1): void => {
    const { header } = framesOf(hand).at(index)!;
    const painted = { ok: true, id: header.id, width: 16, height: 16, paintMs: 1 };
    hand.say({ type: 'painted', header: painted, pixels: flatFrame(16, 16, 99) });
  };
  tell(start);
  tell(shelf);
  return { parent, hands, children, unable, tell, heard, framesOf, answer, deaths: () => deaths };
}

/** Both there, with the style that is on the stage. */
export function both() {
  const opened = open();
  const { children, tell, answer } = opened;
  const first = children[0]!;
  first.say({ type: 'ready', device: 'cpu' });
  tell(prepare);
  first.say({ type: 'done', request: 7 });
  tell(frame(1));
  answer(first);
  const second = children[1]!;
  second.say({ type: 'ready', device: 'cpu' });
  second.say({ type: 'done', request: 7 });
  return { ...opened, first, second };
}
