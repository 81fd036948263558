/** Tells an AVIF by its file type box (ISO/IEC 14496-12, section 4.3; AV1 Image File Format, section 9). */

/** Brands of pictures, and of sequences of them. */
const BRANDS = ["avif", "avis"];

/** A file of this kind has few brands. */
const MAX_BOX_BYTES = 256;

/** Whether these are the bytes of an AVIF. */
export function isAvif(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || letters(bytes, 4) !== "ftyp") return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(view.getUint32(0), bytes.length, MAX_BOX_BYTES);
  // The first brand is followed by a version; the others by each other.
  for (let at = 8; at + 4 <= end; at += at === 8 ? 8 : 4) {
    if (BRANDS.includes(letters(bytes, at))) return true;
  }
  return false;
}

function letters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
