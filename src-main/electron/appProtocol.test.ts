import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { fileOf, serveFolder } from './appProtocol.ts';
import { APP_ORIGIN } from './security.ts';

let folder: string;
let root: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-protocol-'));
  root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets', 'a b.js'), 'export {}');
  await writeFile(join(root, 'notes.exe'), 'not a type we serve');
  await writeFile(join(folder, 'secret.json'), '{}');
});
afterAll(() => removeFolder(folder));

const get = (path: string, method = 'GET'): Promise<Response> =>
  serveFolder(root)({ url: `${APP_ORIGIN}${path}`, method });

describe('the page over app://', () => {
  it('is served with its type and our security headers', async () => {
    const response = await get('/');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<!doctype html>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('finds files in folders, whatever the query', async () => {
    const response = await get('/assets/a%20b.js?v=1#x');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/javascript');
  });

  it('answers HEAD without the contents', async () => {
    const response = await get('/index.html', 'HEAD');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it.each([
    '/missing.js',
    '/assets',
    '/assets/',
    '/notes.exe',
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/%00.html',
    '/%zz.html',
  ])('does not serve %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('does not serve other hosts or methods', async () => {
    expect((await serveFolder(root)({ url: 'app://other/index.html', method: 'GET' })).status).toBe(404);
    expect((await get('/index.html', 'POST')).status).toBe(404);
  });

  it('names no file outside its folder', () => {
    expect(fileOf(root, `${APP_ORIGIN}/index.html`)).toBe(join(root, 'index.html'));
    expect(fileOf(root, `${APP_ORIGIN}/..%2fsecret.json`)).toBeNull();
  });
});
