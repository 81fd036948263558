/** Looks through the chunks of a WebP before anything of it is decoded (RFC 9649). */

/** Chunks that are looked at: what comes before the image is a few of them. */
const MAX_CHUNKS = 1_000;

const ANIMATION = 0x02;

const FIRST_CHUNK = 12;

/** Chunks that say how large the image is; a file begins with one of them (RFC 9649, section 2.5 to 2.7). */
const SIZED = ["VP8X", "VP8L", "VP8 "];

/** Whether these are the bytes of a WebP. */
export function isWebp(bytes: Uint8Array): boolean {
  return bytes.length >= 20 && fourLetters(bytes, 0) === "RIFF" && fourLetters(bytes, 8) === "WEBP";
}

/**
 * Sees to it that an image is one picture of not more than `maxPixels`, whatever its parts say.
 *
 * @throws {TypeError} when it is no WebP that can be read; {RangeError} when it is too large.
 */
export function judgeWebp(bytes: Uint8Array, maxPixels: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(bytes.length, 8 + view.getUint32(4, true));
  for (let at = FIRST_CHUNK, chunks = 0; at + 8 <= end && chunks < MAX_CHUNKS; chunks++) {
    const [kind, length] = [fourLetters(bytes, at), view.getUint32(at + 4, true)];
    const content = bytes.subarray(at + 8, Math.min(end, at + 8 + length));
    // Where another chunk is first, the decoder takes its bytes themselves for an image, of any size.
    if (at === FIRST_CHUNK && !SIZED.includes(kind)) throw new TypeError("there is no image in it");
    if (kind === "VP8X" && ((content[0] ?? 0) & ANIMATION) !== 0) {
      throw new TypeError("it is animated");
    }
    const size = sizeIn(kind, content);
    if (size !== undefined) {
      const { height, width } = size;
      if (width === 0 || height === 0) throw new TypeError("its header is wrong");
      if (width * height > maxPixels) throw new RangeError("it has too many pixels");
      if (kind !== "VP8X") return;
    }
    at += 8 + length + length % 2;
  }
  throw new TypeError("there is no image in it");
}

/** The size that a chunk says, in pixels; undefined where it says none. */
function sizeIn(
  kind: string,
  content: Uint8Array,
): { width: number; height: number } | undefined {
  if (!SIZED.includes(kind)) return undefined;
  if (content.length < 10 && !(kind === "VP8L" && content.length >= 5)) {
    throw new TypeError("it is broken off");
  }
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (kind === "VP8X") {
    const of = (at: number) => 1 + view.getUint16(at, true) + (content[at + 2] ?? 0) * 65_536;
    return { width: of(4), height: of(7) };
  }
  if (kind === "VP8L") {
    const bits = view.getUint32(1, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

function fourLetters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
