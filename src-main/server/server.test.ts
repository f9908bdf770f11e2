/** The browser shell as a whole: a real server, a real paint process with a fake painter, real sockets. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { forkPaint } from '../paint/child.ts';
import { flatFrame } from '../paint/testing/fakePainter.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { type EngineState, PaintedHeader, type Reply } from '../studio/contract.ts';
import { bundled } from '../process/testing/bundled.ts';
import { Log } from '../studio/log.ts';
import { recordingId } from '../studio/recordings/names.ts';
import { Studio } from '../studio/studio.ts';
import { type RunningServer, startServer } from './server.ts';
import { getFrom, noLog } from './testing/get.ts';
import { decodeFrame, encodeFrame } from './wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'pastiche-server-'));
const pageFolder = join(folder, 'page');
let studio: Studio;
let server: RunningServer;
let cookie: string;

beforeAll(async () => {
  for (const name of ['page/assets', 'models']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Pastiche</title>');
  writeFileSync(join(pageFolder, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'models', 'wave.onnx'), 'wave');
  studio = await Studio.open({
    shell: 'browser',
    version: '0.0.0',
    dataFolder: join(folder, 'data'),
    modelsFolder: join(folder, 'models'),
    spawnPaint: forkPaint(await bundled(join(import.meta.dirname, '../paint/testing/fakeProcess.ts'))),
    spawnTrain: () => {
      throw new Error('nothing is trained here');
    },
    describeModel: () => ({ title: 'The Wave' }),
    log: new Log({ folder: join(folder, 'logs'), mask: (text) => text }),
    checkReplies: true,
  });
  server = await startServer({ studio, log: noLog, pageFolder, port: 0 });
  const entered = await get(new URL(server.url).pathname + new URL(server.url).search);
  cookie = String(entered.headers['set-cookie']?.[0]).split(';')[0] ?? '';
  await until(() => studio.engineState.status === 'ready');
}, 90_000);

afterAll(async () => {
  await server.close();
  await studio.close();
  removeFolder(folder);
});

const get = (path: string, headers?: Record<string, string>, method?: string) =>
  getFrom(server, path, headers, method);

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 60_000, interval: 10 });

/** A page's side of the WebSocket. */
class Page {
  readonly socket: WebSocket;
  readonly #texts: { type: string; id: number; name: string; data: unknown; reply: Reply<unknown> }[] = [];
  readonly #frames: { header: PaintedHeader; pixels: Uint8Array }[] = [];
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (!isBinary) this.#texts.push(JSON.parse(bytes.toString('utf8')) as (typeof this.texts)[number]);
      else {
        const { header, rest } = decodeFrame([bytes]);
        this.#frames.push({ header: PaintedHeader.parse(header), pixels: rest[0]! });
      }
    });
  }

  get texts() {
    return this.#texts;
  }

  static open(headers: Record<string, string> = {}, path = '/ws'): Promise<Page> {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
      headers: { Origin: `http://127.0.0.1:${server.port}`, Cookie: cookie, ...headers },
    });
    return new Promise((resolve, reject) => {
      const page = new Page(socket);
      socket.on('open', () => resolve(page));
      socket.on('error', reject);
    });
  }

  async request(name: string, args: unknown = {}): Promise<Reply<unknown>> {
    const id = this.#nextId++;
    this.socket.send(JSON.stringify({ type: 'request', id, name, args }));
    return this.replyTo(id);
  }

  async replyTo(id: number): Promise<Reply<unknown>> {
    const find = () => this.#texts.find((text) => text.type === 'reply' && text.id === id);
    await until(() => find() !== undefined);
    return (find() as (typeof this.texts)[number]).reply;
  }

  async paint(header: object, pixels: Uint8Array) {
    const before = this.#frames.length;
    this.socket.send(Buffer.concat(encodeFrame(header, pixels)));
    await until(() => this.#frames.length > before);
    return this.#frames.at(-1) as { header: PaintedHeader; pixels: Uint8Array };
  }
}

const frame = { id: 7, kind: 'live', styleId: 'wave', strength: 1, width: 32, height: 16 };

describe('entering', () => {
  it('exchanges the token for a cookie that scripts and other sites cannot use', async () => {
    const { status, headers } = await get(`/?token=${new URL(server.url).searchParams.get('token')}`);
    expect(status).toBe(303);
    expect(headers['location']).toBe('/');
    expect(headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('refuses wrong tokens, no cookie, foreign hosts, other methods', async () => {
    expect((await get('/?token=wrong')).status).toBe(403);
    expect((await get('/?token=')).status).toBe(403);
    expect((await get('/')).status).toBe(403);
    expect((await get('/assets/a.js', { Cookie: `${cookie}x` })).status).toBe(403);
    const foreign = await get(`/${new URL(server.url).search}`, { Host: `evil.example:${server.port}` });
    expect(foreign.status).toBe(403);
    expect(foreign.headers['set-cookie']).toBeUndefined();
    expect((await get('/', { Cookie: cookie }, 'POST')).status).toBe(405);
  });

  it('serves the page with strict headers, and nothing beside its folder', async () => {
    const page = await get('/', { Cookie: cookie });
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>Pastiche');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.headers['permissions-policy']).toContain('camera=(self)');
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await get('/assets/a.js', { Cookie: cookie })).headers['content-type']).toContain('javascript');
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '/nope.js',
    ]) {
      const { status, body } = await get(path, { Cookie: cookie });
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain('secret');
    }
  });
});

describe('the socket', () => {
  it('opens for our page only', async () => {
    const refused = (headers: Record<string, string>, path?: string) =>
      expect(Page.open(headers, path)).rejects.toThrow(/Unexpected server response: (403|404)/);
    await refused({ Origin: 'https://evil.example' });
    await refused({ Origin: 'null' });
    await refused({ Cookie: '' });
    await refused({ Cookie: `pastiche-${server.port}=guess` });
    await refused({ Host: `evil.example:${server.port}`, Origin: `http://evil.example:${server.port}` });
    await refused({}, '/other');
  });

  it('answers requests', async () => {
    const page = await Page.open();
    expect(await page.request('app.info')).toMatchObject({
      ok: true,
      value: { shell: 'browser', contract: 1 },
    });
    expect(await page.request('styles.list')).toEqual({
      ok: true,
      value: {
        styles: [
          { id: 'wave', title: 'The Wave', shipped: true, bytes: 4, stamp: expect.any(String) as string },
        ],
        problems: [],
      },
    });
    expect(await page.request('constructor')).toMatchObject({ ok: false, code: 'unknown-request' });
    page.socket.close();
  });

  it('answers anything malformed once, and lives on', async () => {
    const page = await Page.open();
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"type":"request"}',
      '"x"',
      `{"a":"${'x'.repeat(1_100_000)}"}`,
    ]) {
      page.texts.length = 0;
      page.socket.send(text);
      expect(await page.replyTo(-1)).toMatchObject({ ok: false, code: 'malformed' });
    }
    page.texts.length = 0;
    page.socket.send('{"type":"request","id":99,"name":"settings.get","args":{},"extra":1}');
    expect(await page.replyTo(99)).toMatchObject({ ok: false, code: 'malformed' });

    const malformed = { ok: false, code: 'malformed' };
    const pixels = flatFrame(32, 16, 0);
    expect((await page.paint({}, pixels)).header).toMatchObject({ ...malformed, id: -1 });
    expect((await page.paint(frame, pixels.subarray(4))).header).toMatchObject({ ...malformed, id: 7 });
    expect((await page.paint({ ...frame, width: 1e9 }, pixels)).header).toMatchObject(malformed);
    expect((await page.paint({ ...frame, styleId: '../x' }, pixels)).header).toMatchObject(malformed);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from([255, 255, 255, 255]),
      Buffer.from([2, 0, 0, 0, 1, 2]),
    ]) {
      page.socket.send(bytes);
    }
    expect((await page.paint(frame, pixels)).header).toMatchObject({ id: expect.any(Number) as number });
    expect(await page.request('settings.get')).toMatchObject({ ok: true });
    page.socket.close();
  });

  it('ends a connection whose message is too large, and serves the next', async () => {
    const page = await Page.open();
    const closed = new Promise((resolve) => page.socket.on('close', resolve));
    page.socket.on('error', () => undefined);
    page.socket.send(Buffer.alloc(4 * 4096 * 4096 + 10_000));
    expect(await closed).toBe(1009);
    const next = await Page.open();
    expect(await next.request('engine.state')).toMatchObject({ ok: true });
    next.socket.close();
  });

  it('tells the studio when the last page is gone', async () => {
    const gone = vi.spyOn(studio, 'pageGone');
    for (const page of await Promise.all([Page.open(), Page.open()])) {
      expect(gone).not.toHaveBeenCalled();
      page.socket.close();
      await new Promise((resolve) => page.socket.on('close', resolve));
    }
    await expect.poll(() => gone.mock.calls).toHaveLength(1);
  });

  it('paints frames of several pages, each under its own ids', async () => {
    const [a, b] = await Promise.all([Page.open(), Page.open()]);
    const [first, second] = await Promise.all([
      a.paint(frame, flatFrame(32, 16, 10)),
      b.paint({ ...frame, kind: 'still' }, flatFrame(32, 16, 20)),
    ]);
    expect(first.header).toMatchObject({ ok: true, id: 7, width: 32, height: 16 });
    expect([first.pixels[0], first.pixels.length]).toEqual([245, 32 * 16 * 4]);
    expect(second.header).toMatchObject({ ok: true, id: 7 });
    expect(second.pixels[0]).toBe(235);
    a.socket.close();
    b.socket.close();
  });

  it('has the painter back when it is killed, and says so to every page', async () => {
    const page = await Page.open();
    await page.request('settings.get'); // A page begins so, and is told from then on.
    const { value } = (await page.request('engine.state')) as { ok: true; value: EngineState };
    process.kill(Number(value.pid), 'SIGKILL');
    await until(() => studio.engineState.status === 'restarting');
    expect((await page.paint(frame, flatFrame(32, 16, 1))).header).toMatchObject({ code: 'unavailable' });
    await until(() => studio.engineState.status === 'ready');
    expect((await page.paint(frame, flatFrame(32, 16, 1))).header).toMatchObject({ ok: true });
    expect(page.texts.map(({ name }) => name)).toContain('notice');
    expect(page.texts).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ status: 'restarting' }) as EngineState })); // prettier-ignore
    page.socket.close();
  });
});

describe('recordings', () => {
  it('are served whole and in parts, by an id that is no path, to our page only', async () => {
    const name = '2026-11-24 09.05.12 The Wave.webp';
    mkdirSync(join(folder, 'data', 'recordings'), { recursive: true });
    writeFileSync(join(folder, 'data', 'recordings', name), '0123456789');
    const path = `/recordings/${recordingId(name)}?v=1`;
    expect(await get(path, { cookie })).toMatchObject({ status: 200, body: '0123456789' });
    const part = await get(path, { cookie, range: 'bytes=2-4' });
    expect(part).toMatchObject({ status: 206, body: '234' });
    expect(part.headers['content-range']).toBe('bytes 2-4/10');
    expect(part.headers['content-type']).toBe('image/webp');
    expect((await get(path, { cookie, range: 'bytes=10-' })).status).toBe(416);
    expect((await get(path)).status).toBe(403);
    for (const other of [name, '..%2fsecret.txt', '%2e%2e/settings.json', 'AAAAAAAAAAAAAAAAAAAAAA', '']) {
      expect((await get(`/recordings/${encodeURI(other)}`, { cookie })).status).toBe(404);
    }
  });
});
