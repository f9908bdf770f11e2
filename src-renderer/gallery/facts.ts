/** What is known of a style, as lines of a label: pure, so that every kind of style can be tested. */
import type { StyleInfo } from '../bridge/contract.ts';
import { bytes, date, list, number, t } from '../language/language.svelte.ts';

/** A line. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Every line there is something to say in. */
export function factsOf(style: StyleInfo): readonly Fact[] {
  const lines: [name: string, value: string | undefined][] = [
    [t('gallery.factPainting'), style.painting],
    [t('gallery.factArtist'), style.artist],
    [t('gallery.factYear'), style.year === undefined ? undefined : String(style.year)],
    [t('gallery.factCredit'), style.credit],
    [t('gallery.factLicence'), style.licence],
    [t('gallery.factOrigin'), origin(style)],
    [t('gallery.factNetwork'), style.network ?? t('gallery.networkUnknown')],
    [t('gallery.factTraining'), training(style)],
    [t('gallery.factWeights'), weights(style)],
    [t('gallery.factLayers'), layers(style)],
    [t('gallery.factLosses'), losses(style)],
    [t('gallery.factSize'), style.bytes === undefined ? undefined : bytes(style.bytes)],
  ];
  return lines.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

function origin({ shipped, addedAt }: StyleInfo): string {
  if (shipped) return t('gallery.originShipped');
  if (addedAt === undefined) return t('gallery.originUnknown');
  return t('gallery.originOwn', { date: date(new Date(addedAt)) });
}

function training({ training: { steps, size, batch, paintingSize } = {} }: StyleInfo): string {
  return list([
    ...(steps === undefined ? [] : [t('gallery.trainingSteps', { count: steps })]),
    ...(size === undefined ? [] : [t('gallery.trainingSize', { size })]),
    ...(batch === undefined ? [] : [t('gallery.trainingBatch', { count: batch })]),
    ...(paintingSize === undefined ? [] : [t('gallery.trainingPainting', { size: paintingSize })]),
  ]);
}

function weights({ training: { contentWeight, styleWeight, tvWeight } = {} }: StyleInfo): string | undefined {
  if (contentWeight === undefined || styleWeight === undefined || tvWeight === undefined) return undefined;
  const values = { content: rounded(contentWeight), style: rounded(styleWeight), tv: rounded(tvWeight) };
  return t('gallery.weights', values);
}

function layers({ training: { contentLayers, styleLayers } = {} }: StyleInfo): string {
  return [
    ...(contentLayers ? [t('gallery.contentLayers', { layers: contentLayers.join(', ') })] : []),
    ...(styleLayers ? [t('gallery.styleLayers', { layers: styleLayers.join(', ') })] : []),
  ].join('\n');
}

function losses({ losses: { content, style, tv } = {} }: StyleInfo): string | undefined {
  if (content === undefined || style === undefined || tv === undefined) return undefined;
  return t('gallery.losses', { content: rounded(content), style: rounded(style), tv: rounded(tv) });
}

/** Three digits tell losses apart. */
function rounded(value: number): string {
  return number(value, { maximumSignificantDigits: 3 });
}
