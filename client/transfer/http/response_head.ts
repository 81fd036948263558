/** The head of an HTTP/1.1 answer (RFC 9112), bounded and read strictly. */
import { isBlankOfHttp, trimEnds } from "../../../protocol/text/trim_ends.ts";
import { BadAnswer, type ByteSource } from "./byte_source.ts";

/** Bounds of a head: bytes of a line and of all lines, number of fields, answers before the answer. */
const MAX_LINE_BYTES = 8_192;
const MAX_HEAD_BYTES = 32_768;
const MAX_FIELDS = 100;
const MAX_INTERIM = 10;

/** Status and fields of an answer. */
export interface ResponseHead {
  readonly status: number;
  /** By their names in lower case; those that came several times are joined with commas. */
  readonly fields: ReadonlyMap<string, string>;
  /** Whether the connection can be used again after the body. */
  readonly isLasting: boolean;
}

/** How long the body is that follows. */
export type BodyLength = { kind: "bytes"; bytes: number } | { kind: "chunked" } | {
  kind: "to-end";
};

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\0\r]*)?$/;
const FIELD_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\0\r]*)$/;

/** Reads the head of the next answer; what the server says before it (1xx) is skipped. */
export async function readHead(source: ByteSource): Promise<ResponseHead> {
  for (let interim = 0; interim <= MAX_INTERIM; interim++) {
    const head = await readOne(source);
    if (head.status >= 200) return head;
    if (head.status === 101) break;
  }
  throw new BadAnswer("the server never comes to its answer");
}

/** How long the body of an answer is (RFC 9112, section 6.3). */
export function bodyLengthOf({ fields, status }: ResponseHead, method: string): BodyLength {
  if (method === "HEAD" || status === 204 || status === 304) return { kind: "bytes", bytes: 0 };
  const coding = fields.get("transfer-encoding");
  const length = fields.get("content-length");
  if (coding !== undefined) {
    if (coding.toLowerCase() === "chunked" && length === undefined) return { kind: "chunked" };
    throw new BadAnswer("the server says in two ways how long its answer is");
  }
  if (length === undefined) return { kind: "to-end" };
  return { kind: "bytes", bytes: wholeNumber(length) };
}

/** A number as HTTP writes it. Throws {BadAnswer} for everything else. */
export function wholeNumber(text: string | undefined): number {
  const number = /^\d{1,16}$/.test(text ?? "") ? Number(text) : NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new BadAnswer("the server sent something else where a number should be");
}

async function readOne(source: ByteSource): Promise<ResponseHead> {
  const first = await source.line(MAX_LINE_BYTES);
  const [, minor, status] = STATUS_LINE.exec(first) ?? [];
  if (status === undefined) throw new BadAnswer("the server did not answer with HTTP");
  const fields = new Map<string, string>();
  let bytes = first.length;
  for (let count = 0;; count++) {
    const line = await source.line(MAX_LINE_BYTES);
    if (line === "") break;
    bytes += line.length;
    if (bytes > MAX_HEAD_BYTES || count >= MAX_FIELDS) {
      throw new BadAnswer("the server sent too much before its answer");
    }
    const [, name = "", padded = ""] = FIELD_LINE.exec(line) ?? [];
    if (name === "") throw new BadAnswer("the server sent a field that is none");
    const value = trimEnds(padded, isBlankOfHttp);
    const before = fields.get(name.toLowerCase());
    fields.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  const isClosing = /(?:^|,)\s*close\s*(?:,|$)/i.test(fields.get("connection") ?? "");
  return { status: Number(status), fields, isLasting: minor === "1" && !isClosing };
}
