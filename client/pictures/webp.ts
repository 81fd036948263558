/** Makes pixels of a WebP, with libwebp as WebAssembly; loaded with the first of them. */
import makeDecoder from "@jsquash/webp/decoder";
import code from "@jsquash/webp/decoder.wasm" with { type: "bytes" };
import type { Pixels } from "./pixels.ts";
import { MAX_MEMORY_BYTES } from "./png_chunks.ts";
import { type DecodedImage, makeWasmDecoder, pixelsOf } from "./wasm_decoder.ts";
import { judgeWebp } from "./webp_chunks.ts";

/** The little of the decoder's module that is needed. */
interface Decoder {
  decode(bytes: Uint8Array): DecodedImage;
}

/** What libwebp and both copies of a pixel need, in bytes. */
const BYTES_PER_PIXEL = 12;

/**
 * The pixels.
 *
 * @throws {TypeError} when it is no WebP that can be read; {RangeError} when it is too large.
 */
export async function decodeWebp(bytes: Uint8Array): Promise<Pixels> {
  judgeWebp(bytes, Math.floor(MAX_MEMORY_BYTES / BYTES_PER_PIXEL));
  const decoder = await makeWasmDecoder<Decoder>(makeDecoder, code);
  return pixelsOf(decoder.decode(bytes));
}
