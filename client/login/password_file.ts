/** Reads the password that stands in the first line of a file, whatever wrote it. */
import { decodeText } from "../base/decode_text.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";

/** A longer file holds something else than a password. */
const MAX_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;

/** Names of the standard input, which is read only up to the end of the line. */
const STANDARD_INPUT: ReadonlySet<string> = new Set([
  "/dev/stdin",
  "/dev/fd/0",
  "/proc/self/fd/0",
]);

/**
 * The first line of `file`, without its end: LF, CR LF or CR. `warn` is told when others can read
 * the file. Nothing of what stands in it is in any error; `what` says what belongs there.
 *
 * @throws {ClientFailure} when it cannot be read, is no text, or has nothing in its first line.
 */
export async function passwordIn(
  file: string,
  warn: (line: string) => void,
  what: "password" | "token" = "password",
): Promise<string> {
  const bytes = STANDARD_INPUT.has(file)
    ? await firstLineOfInput(file, what)
    : await bytesIn(file, { warn, what });
  const text = decodeText(bytes, true);
  if (text === undefined) {
    throw bad(`${file} is not UTF-8 text; save it as UTF-8, or write the ${what} without accents`);
  }
  const [password = ""] = text.split(/[\r\n]/, 1);
  if (password === "") throw bad(`The first line of ${file} is empty; the ${what} belongs there`);
  return password;
}

async function bytesIn(
  file: string,
  { warn, what }: { warn: (line: string) => void; what: string },
): Promise<Uint8Array> {
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
    throw bad(`Cannot read the ${what} file ${file}: ${reason}`, cause);
  }
}

/** What comes behind the line is left for whoever reads the messages. */
async function firstLineOfInput(file: string, what: string): Promise<Uint8Array> {
  if (Deno.stdin.isTerminal()) {
    throw bad(`${file} is the terminal; leave --${what}-file out, and it asks for the password`);
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

function bad(message: string, cause?: unknown): ClientFailure {
  return new ClientFailure(EXIT.usage, message, cause === undefined ? {} : { cause });
}
