/**
 * Batches as bytes, for a log that several servers share: a line of JSON about the batch, then one for
 * each entry (entry_codec.ts).
 *
 *     {"batch":1,"node":"a","epoch":3,"number":17,"run":"Zm9v","entries":1}
 *     {"version":1,"kind":"seen", …}
 *
 * What is longer than {@linkcode DEFLATE_ABOVE} is deflated (RFC 1951) where that makes it shorter, with
 * a byte 1 before it.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Entry } from "../entries.ts";
import { decodeEntry, encodeEntry, EntryCodecError } from "./entry_codec.ts";
import type { Batch } from "./entry_log.ts";

/** The version of the form. */
const BATCH_VERSION = 1;

/** Bytes from which on deflating is tried. */
export const DEFLATE_ABOVE = 4_096;

/** Bytes that a deflated batch may become at most. */
const MAX_INFLATED_BYTES = 64 * 1_024 * 1_024;

const DEFLATED = 1;
const LINE_END = 10;

/** Entries that are bytes already; each is encoded once, however often it is looked at. */
export class EncodedEntries {
  readonly #bytes = new WeakMap<Entry, Uint8Array>();

  /** An entry as bytes. Throws {EntryCodecError} for what has no such form. */
  of(entry: Entry): Uint8Array {
    const known = this.#bytes.get(entry);
    if (known !== undefined) return known;
    const bytes = encodeEntry(entry);
    this.#bytes.set(entry, bytes);
    return bytes;
  }
}

/** A batch as bytes. */
export function encodeBatch(
  { node, epoch, number, run, entries }: Batch,
  encoded = new EncodedEntries(),
): Uint8Array {
  const head = { batch: BATCH_VERSION, node, epoch, number, run, entries: entries.length };
  const lines = [
    new TextEncoder().encode(JSON.stringify(head)),
    ...entries.map((entry) => encoded.of(entry)),
  ];
  const bytes = joined(lines);
  if (bytes.length <= DEFLATE_ABOVE) return bytes;
  const deflated = deflateRawSync(bytes, { level: 1 });
  if (deflated.length + 1 >= bytes.length) return bytes;
  const marked = new Uint8Array(deflated.length + 1);
  marked[0] = DEFLATED;
  marked.set(deflated, 1);
  return marked;
}

/**
 * The batch that was encoded.
 *
 * @throws {EntryCodecError} when these are other bytes, or hold what this program does not know.
 */
export function decodeBatch(bytes: Uint8Array): Batch {
  const lines = split(bytes[0] === DEFLATED ? inflated(bytes.subarray(1)) : bytes);
  const head = headOf(lines[0]);
  if (head.entries !== lines.length - 1) throw new EntryCodecError("A batch is not whole");
  return { ...head, entries: lines.slice(1).map(decodeEntry) };
}

function headOf(line: Uint8Array | undefined): Omit<Batch, "entries"> & { entries: number } {
  let head: Record<string, unknown>;
  try {
    head = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line));
  } catch (cause) {
    throw new EntryCodecError("These bytes are no batch", { cause });
  }
  const { batch: version, node, epoch, number, run, entries } = head ?? {};
  if (typeof version === "number" && version !== BATCH_VERSION) {
    throw new EntryCodecError(`There is a batch of the unknown version ${version}`);
  }
  const isWhole = version === BATCH_VERSION && typeof node === "string" &&
    typeof run === "string" && isCount(epoch) && isCount(number) && isCount(entries);
  if (!isWhole) throw new EntryCodecError("These bytes are no batch");
  return { node, epoch, number, run, entries };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function joined(lines: readonly Uint8Array[]): Uint8Array {
  const length = lines.reduce((sum, line) => sum + line.length + 1, -1);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
    if (at < length) bytes[at] = LINE_END;
    at += 1;
  }
  return bytes;
}

function split(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  lines.push(bytes.subarray(start));
  return lines;
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    throw new EntryCodecError("There is a batch that cannot be inflated", { cause });
  }
}
