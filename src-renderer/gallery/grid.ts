/** Moving through a grid with the keyboard. */

/** The index that a key leads to from `index`, or null when the key means nothing here. Rows wrap around. */
export function moveInGrid(key: string, index: number, count: number, columns: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowLeft':
      return (index - 1 + count) % count;
    case 'ArrowDown':
      return index + columns < count
        ? index + columns
        : (index + (columns === 1 || columns >= count ? 1 : 0)) % count;
    case 'ArrowUp':
      return index - columns >= 0
        ? index - columns
        : (index - (columns >= count || columns === 1 ? 1 : 0) + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** The index that a digit key chooses: 1 is the first. Null for other keys and beyond the end. */
export function digitIndex(key: string, count: number): number | null {
  if (!/^[1-9]$/.test(key)) return null;
  const index = Number(key) - 1;
  return index < count ? index : null;
}
