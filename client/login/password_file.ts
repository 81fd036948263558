/** Reads the password that stands in the first line of a file, whatever wrote it. */
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";

/** A longer file holds something else than a password. */
const MAX_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Names of the standard input, which is read only up to the end of the line. */
const STANDARD_INPUT: ReadonlySet<string> = new Set([
  "/dev/stdin",
  "/dev/fd/0",
  "/proc/self/fd/0",
]);

/** Texts that say at their beginning how they are written (byte-order marks). */
const MARKS: readonly { bytes: readonly number[]; encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/**
 * The first line of `file`, without its end: LF, CR LF or CR. `warn` is told when others can read
 * the file. Nothing of what stands in it is in any error.
 *
 * @throws {ClientFailure} when it cannot be read, is no text, or has nothing in its first line.
 */
export async function passwordIn(file: string, warn: (line: string) => void): Promise<string> {
  const bytes = STANDARD_INPUT.has(file) ? await firstLineOfInput(file) : await bytesIn(file, warn);
  const [password = ""] = textOf(bytes, file).split(/[\r\n]/, 1);
  if (password === "") throw bad(`The first line of ${file} is empty; the password belongs there`);
  return password;
}

async function bytesIn(file: string, warn: (line: string) => void): Promise<Uint8Array> {
  try {
    const bytes = await Deno.readFile(file);
    const { mode } = await Deno.stat(file);
    if (mode !== null && (mode & 0o044) !== 0) {
      warn(`Others on this machine can read ${file}; protect it with: chmod 600 ${file}`);
    }
    return bytes.subarray(0, MAX_BYTES);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotCapable
      ? "it is no file of a folder; /dev/stdin can be read as well"
      : reasonOf(cause);
    throw bad(`Cannot read the password file ${file}: ${reason}`, cause);
  }
}

/** What comes behind the line is left for whoever reads the messages. */
async function firstLineOfInput(file: string): Promise<Uint8Array> {
  if (Deno.stdin.isTerminal()) {
    throw bad(`${file} is the terminal; leave --password-file out, and it asks for the password`);
  }
  const bytes: number[] = [];
  const byte = new Uint8Array(1);
  while (bytes.length < MAX_BYTES && await Deno.stdin.read(byte) === 1) {
    const [value = LINE_FEED] = byte;
    if (value === LINE_FEED) break;
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

function textOf(bytes: Uint8Array, file: string): string {
  const mark = MARKS.find((each) => each.bytes.every((byte, index) => bytes[index] === byte));
  const encoding = mark?.encoding ?? "utf-8";
  try {
    const line = encoding === "utf-8" ? firstLineOf(bytes) : bytes;
    const text = new TextDecoder(encoding, { fatal: true }).decode(line);
    // Text in UTF-16 without a mark looks like this.
    if (!text.includes("\0")) return text;
  } catch {
    // Said below, and without what stands there.
  }
  throw bad(`${file} is not UTF-8 text; save it as UTF-8, or write the password without accents`);
}

/** What comes behind the line may be anything. */
function firstLineOf(bytes: Uint8Array): Uint8Array {
  const end = bytes.findIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function bad(message: string, cause?: unknown): ClientFailure {
  return new ClientFailure(EXIT.usage, message, cause === undefined ? {} : { cause });
}
