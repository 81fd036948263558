/** Writes how many bytes something has. */

const UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** `640 B`, `1.5 KiB`, `2.0 GiB`: in the greatest unit of which there is one. */
export function bytesText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  return `${(bytes / 1_024 ** power).toFixed(1)} ${UNITS[power - 1]}`;
}
