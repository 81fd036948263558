/** Reads a configuration file: TOML 1.0, whose keys are the options of `chat serve`. */
import { basename, dirname, resolve } from "node:path";
import { parse, TomlError, type TomlTable, type TomlValue } from "smol-toml";
import { printable } from "../../protocol/text/printable.ts";
import { plainReason } from "../base/plain_reason.ts";
import { type Given, SettingError } from "./given.ts";

/** No configuration is longer than so many bytes. */
const MAX_FILE_BYTES = 1_024 * 1_024;

/** Names of the standard input, which the runtime opens by none of them. */
const STANDARD_INPUT: ReadonlySet<string> = new Set(["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]);

/** Options whose values are files and folders: in a file they are told from the folder it is in. */
const PATHS: ReadonlySet<string> = new Set(["acme-ca", "cert", "data", "key"]);

/**
 * What a file says, in its order.
 *
 * @throws {SettingError} when it cannot be read, or is no TOML that has settings alone.
 */
export function readConfigFile(path: string): Given[] {
  const text = readText(path);
  const name = printable(basename(path));
  const table = parseToml(text, name);
  const lines = text.split("\n");
  return Object.entries(table).map(([key, value]) => {
    const line = lineOf(key, lines);
    const where = line === undefined ? name : `${name}, line ${line}`;
    return { name: key, where, value: given(value, { key, where, path }) };
  });
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readBytes(path));
  } catch (error) {
    const reason = error instanceof TypeError
      ? "it is not UTF-8"
      : error instanceof Deno.errors.NotCapable
      ? "it is no file of a folder; /dev/stdin can be read as well"
      : plainReason(error);
    throw new SettingError(`Cannot read the configuration ${printable(path)}: ${reason}`);
  }
}

/** A pipe, or a device, has no size that could be asked for. */
function readBytes(path: string): Uint8Array {
  using file = STANDARD_INPUT.has(path) ? undefined : Deno.openSync(path, { read: true });
  const source = file ?? Deno.stdin;
  const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
  let length = 0;
  while (length < bytes.length) {
    const count = source.readSync(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
  }
  throw new RangeError(`it has more than ${MAX_FILE_BYTES} bytes`);
}

function parseToml(text: string, name: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new SettingError(`${name}, line ${error.line}: this is no TOML: ${printable(reason)}`);
  }
}

/** Where a key stands: the first line that begins with it; from 1. */
function lineOf(key: string, lines: readonly string[]): number | undefined {
  const at = lines.findIndex((line) => {
    const begin = line.trimStart().replace(/^\[|^"|^'/, "");
    return begin.startsWith(key) && /^["'\]]?\s*[=.\]]/.test(begin.slice(key.length));
  });
  return at < 0 ? undefined : at + 1;
}

function given(
  value: TomlValue,
  at: { key: string; where: string; path: string },
): Given["value"] {
  if (typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((each) => textOf(each, at));
  return textOf(value, at);
}

function textOf(
  value: TomlValue,
  { key, where, path }: { key: string; where: string; path: string },
): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "string") {
    return PATHS.has(key) && value !== "" ? resolve(dirname(path), value) : value;
  }
  throw new SettingError(`${where}: "${printable(key)}" is a text, a number, true or false`);
}
