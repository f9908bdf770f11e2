import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { appRoot } from '../entries.ts';
import { bundledPackages, unpacked } from './packages.ts';

it('are copied from beside the archive of a packaged app, where they are files of their own', () => {
  const inArchive = '/opt/Pastiche/resources/app.asar/node_modules/onnxruntime-node';
  expect(unpacked(inArchive, '/')).toBe(
    '/opt/Pastiche/resources/app.asar.unpacked/node_modules/onnxruntime-node',
  );
  expect(unpacked('C:\\P\\app.asar\\node_modules\\x', '\\')).toBe(
    'C:\\P\\app.asar.unpacked\\node_modules\\x',
  );
  expect(unpacked('/home/me/app.asar.d/node_modules/x', '/')).toBe('/home/me/app.asar.d/node_modules/x');
});

it('are all unpacked by the packager, with everything in them', () => {
  const text = readFileSync(join(appRoot, 'package.json'), 'utf8');
  const Manifest = z.object({ build: z.object({ asarUnpack: z.array(z.string()) }) });
  const { asarUnpack } = Manifest.parse(JSON.parse(text)).build;
  const packages = bundledPackages();
  expect(asarUnpack).toEqual(
    expect.arrayContaining(Object.keys(packages).map((name) => `node_modules/${name}/**`)),
  );
  for (const folder of Object.values(packages)) expect(existsSync(join(folder, 'package.json'))).toBe(true);
});
