/**
 * What nodes ask of each other, as bytes. A request is a line of JSON, an answer as well, with the bytes
 * of a piece behind it:
 *
 *     {"ask":"snapshot"}                             → {"file":"…","size":81920,"sha256":"…"}
 *     {"ask":"blob","sha256":"…"}                    → the same, of the bytes of a file
 *     {"ask":"piece","file":"…","offset":65536}      → {"length":16384}⏎ and so many bytes
 *     {"ask":"certificate"}                          → {"certificate":"-----BEGIN …","key":"…"}
 *     {"ask":"verify","position":1234}               → {}, and its tables are read when it is there
 *     {"ask":"verified","position":1234}             → {"at":1233,"reading":false}, or
 *                                                      {"digest":"…","schema":25,"tables":{…}}
 *
 * Whoever cannot answer says why: {"error":"…"}, and with "kind" what whoever asked may want to know.
 */

/** What is asked. */
export type NodeRequest =
  | { ask: "snapshot" }
  | { ask: "blob"; sha256: string }
  | { ask: "piece"; file: string; offset: number }
  | { ask: "certificate" }
  | { ask: "verify" | "verified"; position: number };

/** Kinds of refusals that somebody acts upon: a position has been passed, a file is not there. */
export type RefusalKind = "passed" | "missing";

/** Why a node does not do what it was asked for. */
export class NodeRefusal extends Error {
  override readonly name = "NodeRefusal";
  /** Undefined for all that nobody acts upon. */
  readonly kind: RefusalKind | undefined;

  constructor(message: string, kind?: RefusalKind) {
    super(message);
    this.kind = kind;
  }
}

/** Whether something went wrong in this way, here or at another node. */
export function isRefusal(error: unknown, kind: RefusalKind): boolean {
  return error instanceof NodeRefusal && error.kind === kind;
}

/** A file that is given in pieces. */
export interface GivenFile {
  /** What it is called in the requests for its pieces. */
  file: string;
  /** In bytes. */
  size: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

/** Most bytes of a request, and of the first line of an answer. */
const MAX_LINE_BYTES = 256 * 1_024;

const LINE_END = 10;

/** A request as bytes. */
export function encodeRequest(request: NodeRequest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(request));
}

/** The request that was encoded; undefined for what is none. */
export function decodeRequest(bytes: Uint8Array): NodeRequest | undefined {
  const request = parsed(bytes);
  const { ask, file, offset, position, sha256 } = request ?? {};
  if (ask === "snapshot" || ask === "certificate") return { ask };
  if (ask === "blob" && typeof sha256 === "string") return { ask, sha256 };
  if (ask === "verify" || ask === "verified") {
    return isNumber(position) ? { ask, position } : undefined;
  }
  const isPiece = ask === "piece" && typeof file === "string" && isNumber(offset);
  return isPiece ? { ask, file, offset } : undefined;
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** An answer as bytes: what it says, and the bytes that it brings. */
export function encodeAnswer(head: object, bytes?: Uint8Array): Uint8Array {
  const line = new TextEncoder().encode(JSON.stringify(head));
  if (bytes === undefined) return line;
  const answer = new Uint8Array(line.length + 1 + bytes.length);
  answer.set(line);
  answer[line.length] = LINE_END;
  answer.set(bytes, line.length + 1);
  return answer;
}

/** Why there is no answer, as bytes. */
export function encodeRefusal(error: unknown): Uint8Array {
  const message = error instanceof Error ? error.message : String(error);
  const kind = error instanceof NodeRefusal ? error.kind : undefined;
  return encodeAnswer({ error: message, kind });
}

/**
 * The answer that was encoded. Throws for what is none, and {NodeRefusal} for one that says why there is
 * none.
 */
export function decodeAnswer(
  bytes: Uint8Array,
): { head: Record<string, unknown>; bytes: Uint8Array } {
  const found = bytes.subarray(0, MAX_LINE_BYTES).indexOf(LINE_END);
  const end = found < 0 ? bytes.length : found;
  const head = parsed(bytes.subarray(0, end));
  if (head === undefined) throw new Error("another node answers what makes no sense");
  const { error, kind } = head;
  if (typeof error === "string") {
    throw new NodeRefusal(error, kind === "passed" || kind === "missing" ? kind : undefined);
  }
  return { head, bytes: bytes.subarray(end + 1) };
}

function parsed(bytes: Uint8Array): Record<string, unknown> | undefined {
  if (bytes.length > MAX_LINE_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}
