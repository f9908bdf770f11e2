/** The installers' configuration fits electron-builder's own schema, and names files that are there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..');
// electron-builder's own parts: its schema's validator, and the YAML reader that it reads configurations with.
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const lib = createRequire(builder.resolve('app-builder-lib/package.json'));
const { validateConfiguration } = lib('./out/util/config/config.js') as {
  validateConfiguration(config: unknown, debug: { add(): void }): Promise<void>;
};
const yaml = lib('js-yaml') as { load(text: string): unknown };

interface Build {
  files: string[];
  asarUnpack: string[];
  directories: { buildResources: string };
  extraResources: { from: string }[];
  electronFuses: Record<string, boolean>;
  mac: {
    minimumSystemVersion: string;
    entitlements: string;
    extendInfo: Record<string, string>;
    extraResources: { from: string }[];
  };
  toolsets: { appimage: string };
  linux: { icon: string; target: string[]; syncDesktopName: boolean };
}
const { build, desktopName, main, homepage } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as {
  build: Build;
  desktopName: string;
  main: string;
  homepage: string;
};
const validate = (config: unknown): Promise<void> => validateConfiguration(config, { add: () => undefined });

/** The least macOS that a library in Apple's format says it runs on, by its command LC_BUILD_VERSION. */
function leastMacOs(library: Buffer): string {
  let at = 32;
  for (let commands = library.readUInt32LE(16); commands > 0; commands--) {
    const version = library.readUInt32LE(at + 12);
    if (library.readUInt32LE(at) === 0x32) return `${version >>> 16}.${(version >>> 8) & 0xff}`;
    at += library.readUInt32LE(at + 4);
  }
  throw new Error('it does not say which macOS it is for');
}

describe('the configuration of the installers', () => {
  it("fits electron-builder's schema, which refuses what it does not know", async () => {
    await validate(structuredClone(build));
    await expect(validate({ ...structuredClone(build), asarUnpakc: [] })).rejects.toThrow('asarUnpakc');
  });

  it('names files that are there', () => {
    const resources = build.directories.buildResources;
    const files = [
      ...[...build.extraResources, ...build.mac.extraResources].map(({ from }) => from),
      ...[build.mac.entitlements, build.linux.icon],
      ...[join(resources, 'icon.ico'), join(resources, 'icon.icns')],
    ];
    for (const file of files) expect(existsSync(join(root, file)), file).toBe(true);
    expect(build.files).toContain(`${main.split('/')[0]}/**`);
  });

  it('has the address that a deb must name', () => {
    expect(build.linux.target).toContain('deb');
    expect(new URL(homepage).protocol).toBe('https:');
  });

  it('makes an AppImage that starts where there is no libfuse2, which systems do not bring any more', () => {
    expect(build.linux.target).toContain('AppImage');
    expect(parseInt(build.toolsets.appimage)).toBeGreaterThanOrEqual(1);
  });

  it('gives a Linux window the name by which its launcher and icon are found', () => {
    expect([desktopName, build.linux.syncDesktopName]).toEqual(['pastiche.desktop', true]);
  });

  it('closes every door of a packaged app that a fuse can close', () => {
    expect(build.electronFuses).toEqual({
      // Without it, a Mac refuses an app whose fuses were set after Electron's makers had signed it.
      resetAdHocDarwinSignature: true,
      runAsNode: false,
      // There are no cookies, and for its key a Mac would ask for the person's password after each unsigned update.
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('asks for the macOS that ONNX Runtime needs: an older one would start the app, which could not paint', () => {
    const folder = join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', 'darwin', 'arm64');
    const needed = readdirSync(folder).map((name) => leastMacOs(readFileSync(join(folder, name))));
    expect(build.mac.minimumSystemVersion).toBe(needed.sort().at(-1));
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme).toContain(`macOS ${parseInt(build.mac.minimumSystemVersion)} or newer`);
  });

  it('says on macOS what camera and microphone are for', () => {
    expect(build.mac.extendInfo['NSCameraUsageDescription']).toMatch(/camera/);
    expect(build.mac.extendInfo['NSMicrophoneUsageDescription']).toMatch(/sound/);
    const japanese = readFileSync(join(root, build.mac.extraResources[0]!.from, 'InfoPlist.strings'), 'utf8');
    const said = [...japanese.matchAll(/^"(\w+)" = ".*[ぁ-ん].*";$/gm)].map(([, key]) => key);
    expect(said).toEqual(Object.keys(build.mac.extendInfo));
    const entitlements = readFileSync(join(root, build.mac.entitlements), 'utf8');
    expect(entitlements).toContain('com.apple.security.device.camera');
    expect(entitlements).toContain('com.apple.security.device.audio-input');
  });
});

describe('the workflows', () => {
  const folder = join(root, '.github', 'workflows');
  const workflows = readdirSync(folder).map((name) => [
    name,
    yaml.load(readFileSync(join(folder, name), 'utf8')),
  ]);

  it.each(workflows)(
    '%s is YAML, with steps that run or use something and least rights',
    (_name, workflow) => {
      const { jobs, permissions } = workflow as {
        jobs: Record<string, { uses?: string; 'runs-on': string; steps: { run?: string; uses?: string }[] }>;
        permissions: unknown;
      };
      expect(permissions).toEqual({ contents: 'read' });
      expect(Object.keys(jobs).length).toBeGreaterThan(0);
      for (const job of Object.values(jobs)) {
        // A workflow of ours that is run as a job.
        if (job.uses !== undefined) {
          expect(existsSync(join(root, job.uses)), job.uses).toBe(true);
          continue;
        }
        expect(job['runs-on']).toBeTruthy();
        for (const { run, uses } of job.steps)
          expect((run === undefined) !== (uses === undefined)).toBe(true);
      }
    },
  );

  const release = workflows.find(([name]) => name === 'release.yml')?.[1] as {
    jobs: {
      version: { steps: { run?: string }[] };
      test: { needs: string; uses: string };
      build: {
        needs: string;
        strategy: { matrix: { include: { target: string; arch: string }[] } };
        steps: { env?: Record<string, string> }[];
      };
    };
  };

  it('test what is tagged before they build installers of it', () => {
    const { build, test } = release.jobs;
    expect([build.needs, test.needs, test.uses]).toEqual(['test', 'version', './.github/workflows/test.yml']);
  });

  it('sign each system with its own certificate, and have Apple notarize', () => {
    const env = release.jobs.build.steps.find((step) => step.env)?.env ?? {};
    for (const name of ['CSC_LINK', 'CSC_KEY_PASSWORD']) expect(env[name]).toContain('matrix.target');
    expect(Object.keys(env)).toEqual(
      expect.arrayContaining(['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID']),
    );
  });

  it('release only under the tag of the version', ({ skip }) => {
    skip(process.platform === 'win32', 'the job runs on Linux');
    const script = release.jobs.version.steps.flatMap(({ run }) => run ?? []).join('\n');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const codeFor = (tag: string): number | null =>
      spawnSync('bash', ['-ec', script], { cwd: root, env: { ...process.env, TAG: tag } }).status;
    expect([codeFor(`v${version}`), codeFor('v0.0.0-other'), codeFor('')]).toEqual([0, 1, 1]);
  });

  it('build installers for every system and processor that ONNX Runtime is made for', () => {
    const made = release.jobs.build.strategy.matrix.include
      .map(({ target, arch }) => `${target} ${arch}`)
      .sort();
    const binaries = readdirSync(join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6'), {
      recursive: true,
      encoding: 'utf8',
    })
      .map((path) => path.split(/[\\/]/))
      .filter((parts) => parts.length === 2)
      .map(
        ([system, arch]) => `${{ linux: 'linux', darwin: 'mac', win32: 'win' }[system ?? ''] ?? '?'} ${arch}`,
      );
    expect(made).toEqual(binaries.sort());
  });
});
