/** The losses on the chart: as many points as can be told apart, however long the training. */
import type { LossPoint } from '../bridge/contract.ts';

/** The most points that are kept; then neighbours are put together. */
export const MOST_POINTS = 600;

/** A series with more points behind it. Steps that were taken again replace what was there. */
export function appended(series: readonly LossPoint[], more: readonly LossPoint[]): LossPoint[] {
  const first = more[0]?.step ?? Infinity;
  const joined = [...series.filter(({ step }) => step < first), ...more];
  return joined.length <= MOST_POINTS ? joined : halved(joined);
}

/** The mean of a series' last points, for the figures beside the chart. */
export function latest(series: readonly LossPoint[]): LossPoint | null {
  const last = series.slice(-12);
  const end = last.at(-1);
  return end ? meanOf(last, end.step) : null;
}

function halved(series: readonly LossPoint[]): LossPoint[] {
  const pairs = Math.ceil(series.length / 2);
  return Array.from({ length: pairs }, (_, i) => {
    const pair = series.slice(2 * i, 2 * i + 2);
    return meanOf(pair, pair.at(-1)?.step ?? 0);
  });
}

function meanOf(points: readonly LossPoint[], step: number): LossPoint {
  const mean = (key: keyof LossPoint): number =>
    points.reduce((sum, point) => sum + point[key], 0) / points.length;
  return { step, total: mean('total'), content: mean('content'), style: mean('style'), tv: mean('tv') };
}
