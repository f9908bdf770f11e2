/** The styles on the wall. */
export const gallery = {
  styles: 'Style',
  problems: { one: 'One style could not be hung', other: '{count} styles could not be hung' },
} as const;
