/** Losses laid out as lines: where a step is, the way of each loss over the steps, the steps that are named. */
import type { LossPoint } from '../bridge/contract.ts';

/** The part of the chart that lines are drawn in, in pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The lines keep this part of their scale away from the chart's upper and lower edge. */
const MARGIN = 0.1;

/** Where a step is, from the left edge; the series reaches from one side of the area to the other. */
export function placeOf(series: readonly LossPoint[], { left, right }: Area): (step: number) => number {
  const first = series[0]?.step ?? 0;
  const steps = (series.at(-1)?.step ?? 0) - first;
  return (step) => (steps > 0 ? left + ((step - first) / steps) * (right - left) : left);
}

/** One loss over the steps, as an SVG path, on a scale of its own; empty until there are two points. */
export function lossPath(series: readonly LossPoint[], loss: 'content' | 'style' | 'tv', area: Area): string {
  if (series.length < 2) return '';
  const values = series.map((point) => point[loss]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // What never changes is a line in the middle.
  const margin = MARGIN * (most - least) || 1;
  const low = least - margin;
  const scale = (area.bottom - area.top) / (most + margin - low);
  const place = placeOf(series, area);
  const points = series.map((point) => {
    const y = area.bottom - (point[loss] - low) * scale;
    return `${place(point.step).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** The steps of a series that are named below it: whole and round ones, with at most so many spaces from end to end. */
export function namedSteps(series: readonly LossPoint[], spaces: number): number[] {
  const [first, last] = [series[0]?.step ?? 0, series.at(-1)?.step ?? 0];
  if (last <= first) return [];
  const apart = roundUp((last - first) / Math.max(1, spaces));
  const begin = Math.ceil(first / apart);
  return Array.from({ length: Math.floor(last / apart) - begin + 1 }, (_, i) => (begin + i) * apart);
}

/** The next of 1, 2, 5, 10, 20, 50… */
function roundUp(steps: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(steps)));
  return power * ([1, 2, 5].find((times) => times * power >= steps) ?? 10);
}
