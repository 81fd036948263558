/** The head of a request of HTTP/1.1 (RFC 9112), read strictly: nothing that two programs read in two ways. */
import { isBlankOfHttp, trimEnds } from "../../../protocol/text/trim_ends.ts";
import { HttpError } from "./http_error.ts";

/** Most bytes of a head, of its target, and most header fields. */
export const MAX_HEAD_BYTES = 16 * 1_024;
const MAX_TARGET_LENGTH = 8_000;
const MAX_FIELDS = 100;

/** Most bytes of a body, but for those of files. */
export const MAX_BODY_BYTES = 1_024 * 1_024;

/** Where files are sent to and fetched from, with everything below it. */
export const FILES_PATH = "/files";

/** Where requests of the protocol are made over HTTP: the name of the action comes after it. */
export const API_PATH = "/api/v1/";

/** Methods that are answered here. */
export type Method = "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";

/** Those of them that only have to do with files. */
const FILE_METHODS: readonly string[] = ["PATCH", "DELETE"];

/** Methods that there are (RFC 9110, section 9) and that nothing here answers. */
const OTHER_METHODS: readonly string[] = [
  "CONNECT",
  "DELETE",
  "OPTIONS",
  "PATCH",
  "PUT",
  "TRACE",
];

/** A head that has been understood. */
export interface Head {
  method: Method;
  /** What the target is without its query: `/` and more, as it came. */
  path: string;
  /** What comes after a question mark; empty where there is none. */
  query: string;
  /** The one host that is asked, in lower case, with a port where there was one. */
  host: string;
  /** The fields by their names in lower case; those that came several times with commas between. */
  fields: ReadonlyMap<string, string>;
  /** How many bytes of body come after it. */
  bodyBytes: number;
  /** Whether the client wants the connection to end after the answer. */
  isLast: boolean;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e]+) HTTP\/(\d\.\d)$/;
const FIELD_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)$/;
const HOST = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;

/** Fields of which there is one at most, because two would mean two things. */
const SINGLE: ReadonlySet<string> = new Set([
  "if-range",
  "range",
  "upload-complete",
  "upload-length",
  "upload-offset",
  "authorization",
  "content-length",
  "content-type",
  "host",
  "origin",
  "sec-websocket-key",
  "sec-websocket-version",
]);

const latin1 = new TextDecoder("latin1");

/**
 * Understands a head, without the empty line at its end.
 *
 * @throws {HttpError} when it is none, or asks for what is not answered here.
 */
export function parseHead(bytes: Uint8Array): Head {
  const [first = "", ...lines] = latin1.decode(bytes).split("\r\n");
  const line = parseRequestLine(first);
  try {
    return headOf(line, lines);
  } catch (error) {
    if (error instanceof HttpError) error.path = line.target.split(/[?#]/, 1)[0];
    throw error;
  }
}

/** What the first line of a head says. */
interface RequestLine {
  method: string;
  target: string;
  version: string;
}

function headOf({ method, target, version }: RequestLine, lines: readonly string[]): Head {
  if (version !== "1.1") throw new HttpError(505, "Only HTTP/1.1 is spoken here");
  if (target.length > MAX_TARGET_LENGTH) {
    throw new HttpError(414, `A target has at most ${MAX_TARGET_LENGTH} characters`);
  }
  const fields = parseFields(lines);
  const [path = "/", query = ""] = (target.split("#")[0] ?? "").split(/\?(.*)/s);
  const known = knownMethod(method, path);
  if (!target.startsWith("/")) throw new HttpError(400, "The target must begin with a slash");
  const host = fields.get("host")?.toLowerCase();
  if (host === undefined || !HOST.test(host)) {
    throw new HttpError(400, "A request names exactly one host");
  }
  return {
    method: known,
    path,
    query,
    host,
    fields,
    bodyBytes: bodyBytesOf({ method: known, path }, fields),
    isLast: hasToken(fields.get("connection"), "close"),
  };
}

/** Whether a list of words (RFC 9110, section 5.6.1) has one, in whatever case. */
export function hasToken(list: string | undefined, token: string): boolean {
  return list?.split(",").some((word) => word.trim().toLowerCase() === token) === true;
}

function parseRequestLine(line: string): RequestLine {
  const [, method = "", target = "", version = ""] = REQUEST_LINE.exec(line) ?? [];
  if (method === "") throw new HttpError(400, "This is no request of HTTP/1.1");
  return { method, target, version };
}

/** Whether a path has to do with files. */
export function isFilesPath(path: string): boolean {
  return path === FILES_PATH || path.startsWith(`${FILES_PATH}/`);
}

/** Whether a path has to do with requests of the protocol over HTTP. */
export function isApiPath(path: string): boolean {
  return path.startsWith(API_PATH);
}

/** Whether those who ask there are known by their tokens, and have a pace of their own for that. */
export function hasOwnPace(path: string): boolean {
  return isFilesPath(path) || isApiPath(path);
}

function knownMethod(method: string, path: string): Method {
  switch (method) {
    case "GET":
    case "HEAD":
    case "POST":
      return method;
    default: {
      if (FILE_METHODS.includes(method) && isFilesPath(path)) return method as Method;
      if (!OTHER_METHODS.includes(method)) {
        throw new HttpError(501, "There is no such method here");
      }
      const headers = { Allow: "GET, HEAD, POST" };
      throw new HttpError(405, "Only GET, HEAD and POST are answered here", { headers });
    }
  }
}

function parseFields(lines: readonly string[]): Map<string, string> {
  if (lines.length > MAX_FIELDS) {
    throw new HttpError(431, `A request has at most ${MAX_FIELDS} header fields`);
  }
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = "", padded = ""] = FIELD_LINE.exec(line) ?? [];
    if (name === "") throw new HttpError(400, "One of the header fields is none");
    const value = trimEnds(padded, isBlankOfHttp);
    const key = name.toLowerCase();
    const before = fields.get(key);
    if (before !== undefined && SINGLE.has(key)) {
      throw new HttpError(400, `There is more than one ${key}`);
    }
    const separator = key === "cookie" ? "; " : ", ";
    fields.set(key, before === undefined ? value : `${before}${separator}${value}`);
  }
  return fields;
}

function bodyBytesOf(
  { method, path }: Pick<Head, "method" | "path">,
  fields: ReadonlyMap<string, string>,
): number {
  const mayHaveBody = method === "POST" || method === "PATCH";
  const length = fields.get("content-length");
  if (fields.has("transfer-encoding")) {
    if (length !== undefined) throw new HttpError(400, "A body has one length, not two");
    throw new HttpError(501, "Bodies come in one piece here, with a Content-Length");
  }
  if (length === undefined) {
    // Without a length there is no body (RFC 9112, section 6.3), which some requests do not need.
    if (mayHaveBody && !isApiPath(path)) {
      throw new HttpError(411, `A ${method} needs a Content-Length`);
    }
    return 0;
  }
  if (!/^\d+$/.test(length)) throw new HttpError(400, "The Content-Length is no number");
  const bytes = Number(length);
  if (!mayHaveBody && bytes > 0) throw new HttpError(400, `A ${method} has no body`);
  if (isFilesPath(path) && Number.isSafeInteger(bytes)) return bytes;
  if (bytes > MAX_BODY_BYTES) {
    throw new HttpError(413, `A body has at most ${MAX_BODY_BYTES} bytes`);
  }
  return bytes;
}
