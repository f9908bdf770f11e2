/** The page over the fake bridge; never part of the build, whose only entry is ../index.html. */
import '../design/tokens.css';
import '../design/base.css';
import '../design/controls.css';
import { openPage } from '../page.ts';
import { FakeBridge, type Pretence } from './fakeBridge.ts';

const asked = new URLSearchParams(location.search);

openPage(
  new FakeBridge({
    styles: Number(asked.get('styles') ?? 6),
    engine: (asked.get('engine') ?? 'ready') as Pretence['engine'],
    status: (asked.get('status') ?? 'connected') as Pretence['status'],
    problems: asked.has('problems'),
    notice: asked.has('notice'),
    paintMs: Number(asked.get('paint') ?? 20),
  }),
);
