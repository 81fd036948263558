/** Answers of HTTP/1.1 as bytes. */

/** An answer. */
export interface Response {
  status: number;
  /** By their names as they are written; a list is a field for each. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  body: Uint8Array | StreamedBody;
  /** Whether the log has its line for this request already. */
  isLogged?: true;
}

/** A body that is made while it is sent. */
export interface StreamedBody {
  /** How many bytes there will be. */
  bytes: number;
  /** Sends all of them; when it rejects, the connection is closed, so that nobody takes it for whole. */
  send(write: (bytes: Uint8Array) => Promise<void>): Promise<void>;
  /** Called once nothing of it is needed any more, also when nothing was sent. */
  close(): void;
}

/** How an answer is written. */
export interface ResponseOptions {
  /** Whether the body is left out, although its length is told (HEAD). */
  isHead: boolean;
  /** Whether the connection ends after it. */
  isLast: boolean;
  nowMs: number;
}

const REASONS: Readonly<Record<number, string>> = {
  100: "Continue",
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  204: "No Content",
  206: "Partial Content",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  416: "Range Not Satisfiable",
  417: "Expectation Failed",
  421: "Misdirected Request",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
  507: "Insufficient Storage",
};

const encoder = new TextEncoder();

/** The bytes of an answer, without a body that is streamed. What stands in its header fields is the server's own, without line ends. */
export function encodeResponse(
  { status, headers, body }: Response,
  { isHead, isLast, nowMs }: ResponseOptions,
): Uint8Array {
  const hasLength = status !== 304 && status !== 204 && status >= 200;
  const length = body instanceof Uint8Array ? body.length : body.bytes;
  const head = encoder.encode(headText(status, {
    Date: new Date(nowMs).toUTCString(),
    ...headers,
    ...(hasLength ? { "Content-Length": String(length) } : {}),
    ...(isLast ? { Connection: "close" } : {}),
  }));
  if (isHead || !(body instanceof Uint8Array) || body.length === 0) return head;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** The first line and the header fields of an answer, with the empty line after them. */
export function headText(status: number, headers: Response["headers"]): string {
  let text = `HTTP/1.1 ${status} ${REASONS[status] ?? "Unknown"}\r\n`;
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

/** An answer in JSON, which nobody keeps. */
export function jsonResponse(
  status: number,
  value: object,
  headers: Response["headers"] = {},
): Response {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/json", "Cache-Control": "no-store" },
    body: encoder.encode(`${JSON.stringify(value)}\n`),
  };
}

/** An answer in words. */
export function textResponse(
  status: number,
  text: string,
  headers: Response["headers"] = {},
): Response {
  return {
    status,
    headers: {
      ...headers,
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
    },
    body: encoder.encode(`${text}\n`),
  };
}
