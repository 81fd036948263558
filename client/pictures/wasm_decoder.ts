/** Makes a decoder of a WebAssembly module, in a memory that is bounded whatever the image says. */
import type { Pixels } from "./pixels.ts";
import { MAX_MEMORY_BYTES } from "./png_chunks.ts";

const PAGE_BYTES = 65_536;

/** What a decoder makes of an image: RGBA in the decoder's own memory; nothing of what it cannot read. */
export type DecodedImage =
  | { width: number; height: number; data: Uint8ClampedArray }
  | null
  | undefined;

/** The pixels, in the same bytes: they are there often enough already. Throws {TypeError} for nothing. */
export function pixelsOf(image: DecodedImage): Pixels {
  if (image === null || image === undefined) throw new TypeError("it cannot be decoded");
  const { data, height, width } = image;
  return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** As Emscripten wants it made: the code comes from here, and nothing is looked for elsewhere. */
type MakeDecoder<Decoder> = (options: {
  noInitialRun: true;
  locateFile(name: string): string;
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports;
}) => Promise<Decoder>;

/**
 * A decoder of its own, to be used once: what an image has done to its memory ends with it. An image
 * that needs more than `MAX_MEMORY_BYTES` finds that there is no more.
 */
export async function makeWasmDecoder<Decoder>(
  make: unknown,
  code: Uint8Array,
): Promise<Decoder> {
  const compiled = await WebAssembly.compile(Uint8Array.from(code));
  return await (make as MakeDecoder<Decoder>)({
    noInitialRun: true,
    locateFile: (name) => name,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      for (const exported of Object.values(instance.exports)) {
        if (exported instanceof WebAssembly.Memory) bound(exported);
      }
      done(instance);
      return instance.exports;
    },
  });
}

/** Emscripten grows its memory by this method, and takes an error for "there is no more". */
function bound(memory: WebAssembly.Memory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE_BYTES > MAX_MEMORY_BYTES) {
      throw new RangeError("it needs too much memory");
    }
    return grow(pages);
  };
}
