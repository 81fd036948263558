/** Reads a file of settings. */
import { decodeText } from "../base/decode_text.ts";

/** Longest file that is read, in bytes. */
const MAX_BYTES = 256 * 1024;

/** Reads a file of settings. Throws an error of the system, or one that says what is wrong with it. */
export async function readSettings(path: string): Promise<string> {
  const { size } = await Deno.stat(path);
  if (size > MAX_BYTES) throw new RangeError(`it is longer than ${MAX_BYTES} bytes`);
  const text = decodeText(await Deno.readFile(path));
  if (text === undefined) throw new SyntaxError("it is not UTF-8 text; save it as UTF-8");
  return text;
}
