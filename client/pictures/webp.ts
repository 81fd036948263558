/** Makes pixels of a WebP, with libwebp as WebAssembly; loaded with the first of them. */
import makeDecoder from "@jsquash/webp/decoder";
import code from "@jsquash/webp/decoder.wasm" with { type: "bytes" };
import type { Pixels } from "./pixels.ts";
import { MAX_MEMORY_BYTES } from "./png_chunks.ts";
import { judgeWebp } from "./webp_chunks.ts";

/** The little of the decoder's module that is needed. */
interface Decoder {
  decode(
    bytes: Uint8Array,
  ): { width: number; height: number; data: Uint8ClampedArray } | null | undefined;
}

/** As Emscripten wants it made: the code comes from here, and nothing is looked for elsewhere. */
type MakeDecoder = (options: {
  noInitialRun: true;
  locateFile(name: string): string;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports;
}) => Promise<Decoder>;

/** What libwebp and both copies of a pixel need, in bytes. */
const BYTES_PER_PIXEL = 12;

/**
 * The pixels. The decoder is made anew for each: what an image has done to its memory ends with it.
 *
 * @throws {TypeError} when it is no WebP that can be read; {RangeError} when it is too large.
 */
export async function decodeWebp(bytes: Uint8Array): Promise<Pixels> {
  judgeWebp(bytes, Math.floor(MAX_MEMORY_BYTES / BYTES_PER_PIXEL));
  const compiled = await WebAssembly.compile(Uint8Array.from(code));
  const decoder = await (makeDecoder as unknown as MakeDecoder)({
    noInitialRun: true,
    locateFile: (name) => name,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance);
      return instance.exports;
    },
  });
  const image = decoder.decode(bytes);
  if (image === null || image === undefined) throw new TypeError("it cannot be decoded");
  const { data, height, width } = image;
  // The same bytes: they are there often enough already.
  return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
