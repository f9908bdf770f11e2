/** Pictures of every kind that people have. */
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { cutPainting, keepPainting, keepPhoto, recolourPainting } from './painting.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-painting-'));
});
afterAll(() => removeFolder(folder));

const red = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#c02010' } });

async function keep(name: string, picture: Sharp): Promise<Awaited<ReturnType<typeof keepPainting>>> {
  await picture.toFile(join(folder, name));
  return keepPainting(join(folder, name), join(folder, 'kept.png'));
}

/** What was kept. */
async function kept(): Promise<{ width: number; height: number; depth: string; mean: number[] }> {
  const picture = sharp(await readFile(join(folder, 'kept.png')));
  const { width, height, depth, channels } = await picture.metadata();
  expect(channels).toBe(3);
  const { channels: stats } = await picture.stats();
  return { width, height, depth, mean: stats.map(({ mean }) => Math.round(mean)) };
}

describe('a painting', () => {
  it('of 40 megapixels is reduced', async () => {
    const info = await keep('large.jpg', red(8000, 5000).jpeg());
    expect(info).toMatchObject({ width: 2048, height: 1280 });
    expect(Buffer.from(info.picture, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect((await kept()).mean[0]).toBeGreaterThan(180);
  });

  it('of 3 pixels is refused, with the reason and what to do', async () => {
    await expect(keep('tiny.png', red(3, 3).png())).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/3x3 pixels.*choose a larger picture/) as string,
    });
  });

  it('in grey has three equal channels', async () => {
    await keep('grey.png', red(100, 100).greyscale().png());
    const { mean } = await kept();
    expect(new Set(mean).size).toBe(1);
  });

  it('in CMYK keeps its colours', async () => {
    await keep('cmyk.jpg', red(100, 100).toColourspace('cmyk').jpeg());
    const { mean } = await kept();
    expect(mean[0]).toBeGreaterThan(140);
    expect(mean[2]).toBeLessThan(90);
  });

  it('of 16 bits comes out in 8', async () => {
    await keep('deep.png', red(100, 100).toColourspace('rgb16').png());
    expect(await kept()).toMatchObject({ depth: 'uchar', mean: [192, 32, 16] });
  });

  it('turned by EXIF comes out upright', async () => {
    const info = await keep('turned.jpg', red(200, 100).withMetadata({ orientation: 6 }).jpeg());
    expect(info).toMatchObject({ width: 100, height: 200 });
  });

  it('with holes shows the wall through them', async () => {
    const glass = sharp({ create: { width: 100, height: 100, channels: 4, background: '#00000000' } });
    await keep('glass.png', glass.png());
    expect((await kept()).mean).toEqual([255, 255, 255]);
  });

  it('that is none is refused', async () => {
    await writeFile(join(folder, 'text.jpg'), 'this is no picture');
    const refused = { code: 'bad-input', message: expect.stringContaining('cannot be read') as string };
    await expect(keepPainting(join(folder, 'text.jpg'), join(folder, 'x.png'))).rejects.toMatchObject(
      refused,
    );
  });

  it('is cut where the person says; a part too small to show strokes is refused', async () => {
    await keep('whole.png', red(400, 200).png());
    const cut = join(folder, 'cut.png');
    await cutPainting(join(folder, 'kept.png'), cut, { x: 0.5, y: 0, width: 0.5, height: 1 });
    expect(await sharp(await readFile(cut)).metadata()).toMatchObject({ width: 200, height: 200 });
    const sliver = { x: 0, y: 0, width: 0.1, height: 1 };
    await expect(cutPainting(join(folder, 'kept.png'), cut, sliver)).rejects.toThrow(/40x200/);
    const strip = { x: 0, y: 0, width: 1, height: 0.35 };
    await expect(cutPainting(join(folder, 'kept.png'), cut, strip, 176)).rejects.toThrow(/brush/);
    await cutPainting(join(folder, 'kept.png'), cut, strip, 192);
    expect(await sharp(await readFile(cut)).metadata()).toMatchObject({ width: 400, height: 70 });
  });
});

describe('a photo', () => {
  it('is kept as a JPEG of moderate size', async () => {
    const from = join(folder, 'photo.png');
    await red(3000, 1500).png().toFile(from);
    await keepPhoto(from, join(folder, 'photo.jpg'));
    expect(await sharp(join(folder, 'photo.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 1024 });
  });

  it('that the page has reduced already is kept as it is', async () => {
    const from = join(folder, 'small');
    await red(200, 100).jpeg().toFile(from);
    const { size } = await stat(from);
    await keepPhoto(from, join(folder, 'small.jpg'));
    expect((await stat(join(folder, 'small.jpg'))).size).toBe(size);
  });

  it('that is cut off or none at all is refused', async () => {
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#345', noise: { type: 'gaussian', mean: 128, sigma: 50 } } }).jpeg().toBuffer(); // prettier-ignore
    await writeFile(join(folder, 'cut'), whole.subarray(0, whole.length / 4));
    await expect(keepPhoto(join(folder, 'cut'), join(folder, 'c.jpg'))).rejects.toMatchObject({
      code: 'bad-input',
    });
    await writeFile(join(folder, 'none'), 'no');
    await expect(keepPhoto(join(folder, 'none'), join(folder, 'n.jpg'))).rejects.toMatchObject({
      code: 'bad-input',
    });
  });
});

describe('a painting in the photos’ colours', () => {
  it('has their mean, and the painting’s light and shade', async () => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const;
    for (const [i, background] of ['#9a8060', '#a89070'].entries()) {
      const photo = sharp({ create: { width: 80, height: 80, channels: 3, background, noise } });
      await photo.jpeg().toFile(join(photos, `${i}.jpg`));
    }
    // Damaged since it was chosen: it says nothing of the colours.
    await writeFile(join(photos, '2.jpg'), 'no picture');
    const painting = join(folder, 'blue.png');
    const halves = [red(60, 120), red(60, 120).modulate({ brightness: 0.4 })];
    const [left, right] = await Promise.all(halves.map((half) => half.png().toBuffer()));
    const blank = sharp({ create: { width: 120, height: 120, channels: 3, background: '#000' } });
    await blank.composite([{ input: left!, left: 0, top: 0 }, { input: right!, left: 60, top: 0 }]).png().toFile(painting); // prettier-ignore
    await recolourPainting(painting, photos);
    const mean = async (from: number): Promise<number[]> => {
      const part = sharp(await readFile(painting)).extract({ left: from, top: 0, width: 60, height: 120 });
      return (await sharp(await part.png().toBuffer()).stats()).channels.map((channel) => channel.mean);
    };
    const [light, dark] = [await mean(0), await mean(60)];
    const photo = (await sharp(join(photos, '0.jpg')).stats()).channels.map((channel) => channel.mean);
    const other = (await sharp(join(photos, '1.jpg')).stats()).channels.map((channel) => channel.mean);
    light.forEach((value, c) => {
      expect((value + dark[c]!) / 2).toBeCloseTo((photo[c]! + other[c]!) / 2, -1);
      expect(value).toBeGreaterThan(dark[c]!);
    });
  });

  it('are refused where no photo is a picture any more, and the painting stays', async () => {
    const photos = join(folder, 'gone');
    await mkdir(photos);
    await writeFile(join(photos, '0.jpg'), 'no picture');
    const painting = join(folder, 'stays.png');
    await red(60, 120).png().toFile(painting);
    const before = await readFile(painting);
    await expect(recolourPainting(painting, photos)).rejects.toThrow('None of the photos');
    expect(await readFile(painting)).toEqual(before);
  });
});
