/** Looks through the segments of a JPEG before anything of it is decoded (ITU-T T.81, annex B). */

/** Most scans, and most blocks of 8 × 8 samples that all scans together go through. */
const MAX_SCANS = 100;
const MAX_BLOCK_VISITS = 20_000_000;

/** A component: its name, and how often it is sampled in each direction. */
interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
}

/** Whether these are the bytes of a JPEG. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/**
 * Sees to it that an image has one frame, not more than `maxPixels`, and scans that can be gone
 * through in a time that its size explains: each one goes through all blocks, however short it is.
 *
 * @throws {TypeError} when it is no JPEG that can be read.
 * @throws {RangeError} when it is too large, or costs too much.
 */
export function judgeJpeg(bytes: Uint8Array, maxPixels: number): void {
  let frame: Frame | undefined;
  let scans = 0;
  let visits = 0;
  for (const { content, marker } of segments(bytes)) {
    if (isFrame(marker)) {
      if (frame !== undefined) throw new TypeError("it has more than one frame");
      frame = readFrame(content);
      if (frame.width * frame.height > maxPixels) throw new RangeError("it has too many pixels");
    } else if (marker === 0xda) {
      if (frame === undefined) throw new TypeError("its data come before its size");
      scans += 1;
      visits += visitsOf(content, frame);
      if (scans > MAX_SCANS || visits > MAX_BLOCK_VISITS) {
        throw new RangeError("it is written in too many scans");
      }
    }
  }
  if (frame === undefined || scans === 0) throw new TypeError("there is no image in it");
}

/** SOF0 to SOF15, among which DHT, JPG and DAC have their places. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** The segments up to the end of the image; data of scans are passed over. */
function* segments(bytes: Uint8Array): Generator<{ marker: number; content: Uint8Array }> {
  let at = 2;
  let isInScan = false;
  while (at < bytes.length) {
    // A decoder that is lenient with what stands between segments finds others than are seen here.
    if (!isInScan && bytes[at] !== 0xff) throw new TypeError("it has bytes between its segments");
    // Data of a scan have 0 behind their 255.
    at = bytes.indexOf(0xff, at);
    if (at < 0) return;
    const marker = bytes[at + 1] ?? 0;
    at += marker === 0xff ? 1 : 2;
    if (marker === 0xd9) return;
    const isBare = marker === 0 || marker === 0xff || marker === 0x01 ||
      (marker >= 0xd0 && marker <= 0xd8);
    if (isBare) continue;
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (length < 2 || at + length > bytes.length) throw new TypeError("it is broken off");
    yield { marker, content: bytes.subarray(at + 2, at + length) };
    isInScan = marker === 0xda;
    at += length;
  }
}

function readFrame(content: Uint8Array): Frame {
  const [, high = 0, low = 0, wide = 0, narrow = 0, count = 0] = content;
  const components = Array.from({ length: count }, (_, index) => {
    const [id = 0, sampling = 0] = content.subarray(6 + index * 3);
    return { id, across: sampling >> 4, down: sampling & 15 };
  });
  const frame = { height: high * 256 + low, width: wide * 256 + narrow, components };
  const isGood = frame.width > 0 && frame.height > 0 && count >= 1 && count <= 4 &&
    content.length === 6 + count * 3 &&
    components.every(({ across, down }) => across >= 1 && across <= 4 && down >= 1 && down <= 4);
  if (!isGood) throw new TypeError("its header is wrong");
  return frame;
}

function visitsOf(content: Uint8Array, { components, height, width }: Frame): number {
  const count = content[0] ?? 0;
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  const units = Math.ceil(width / 8 / across) * Math.ceil(height / 8 / down);
  if (count < 1 || content.length !== 4 + count * 2) throw new TypeError("its scans are wrong");
  let visits = 0;
  for (let index = 0; index < count; index++) {
    const component = components.find(({ id }) => id === content[1 + index * 2]);
    if (component === undefined) throw new TypeError("its scans are wrong");
    visits += units * component.across * component.down;
  }
  return visits;
}
