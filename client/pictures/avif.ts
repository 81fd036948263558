/** Makes pixels of an AVIF, with libavif as WebAssembly; loaded with the first of them. */
import makeDecoder from "@jsquash/avif/decoder";
import code from "@jsquash/avif/decoder.wasm" with { type: "bytes" };
import type { Pixels } from "./pixels.ts";
import { type DecodedImage, makeWasmDecoder, pixelsOf } from "./wasm_decoder.ts";

/** The little of the decoder's module that is needed. */
interface Decoder {
  decode(bytes: Uint8Array, bitDepth: 8): DecodedImage;
}

/**
 * The pixels; of a sequence its first picture. How large they are is only known to the decoder: what it
 * may take is bounded instead.
 *
 * @throws {TypeError} when it cannot be read, or there was not memory enough.
 */
export async function decodeAvif(bytes: Uint8Array): Promise<Pixels> {
  const decoder = await makeWasmDecoder<Decoder>(makeDecoder, code);
  let image: DecodedImage;
  try {
    image = decoder.decode(bytes, 8);
  } catch (cause) {
    throw new TypeError("it cannot be decoded", { cause });
  }
  return pixelsOf(image);
}
