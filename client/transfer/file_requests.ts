/** The requests about files, in the words of "Resumable Uploads for HTTP" and of RFC 9110. */
import { Buffer } from "node:buffer";
import type { ChatError } from "../../protocol/errors.ts";
import { parseObject } from "../net/incoming.ts";
import { refusalOf } from "../net/refusal.ts";
import { BadAnswer } from "./http/byte_source.ts";
import type { HttpConnection, HttpResponse, RequestBody } from "./http/http_connection.ts";
import { wholeNumber } from "./http/response_head.ts";

/** Longest answer that is read to its end when it is not a file. */
const MAX_ANSWER_BYTES = 16_384;

/** The server refuses a request about files; `error` is what it would have said on its own connection. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly status: number;
  /** The code as the server says it; programs may know more of them than this one. */
  readonly code: string;
  readonly error: ChatError;

  constructor(status: number, code: string, error: ChatError) {
    super(error.message, { cause: error });
    this.status = status;
    this.code = code;
    this.error = error;
  }
}

/** How far an upload has come, as the server says. */
export interface UploadStanding {
  readonly offset: number;
  readonly isComplete: boolean;
}

/** Begins the upload of a file of so many bytes; returns its id. */
export async function beginUpload(
  http: HttpConnection,
  token: string,
  { bytes, sha256 }: { bytes: number; sha256: string },
): Promise<string> {
  const response = await http.request({
    method: "POST",
    path: "/files",
    fields: {
      ...authorized(token),
      "Upload-Length": String(bytes),
      // An empty file is whole from the start.
      "Upload-Complete": bytes === 0 ? "?1" : "?0",
      "Repr-Digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
      "Content-Type": "application/partial-upload",
    },
    body: { bytes: 0, pieces: nothing() },
  });
  await expect(response, [200, 201]);
  const [, id] = /^(?:https?:\/\/[^/]+)?\/files\/uploads\/([A-Za-z0-9_-]{16,128})$/
    .exec(response.fields.get("location") ?? "") ?? [];
  if (id === undefined) throw new BadAnswer("the server does not say where the file goes");
  return id;
}

/** How far an upload has come. Throws {FileRefused} with 404 when there is none any more. */
export async function uploadStanding(
  http: HttpConnection,
  token: string,
  id: string,
): Promise<UploadStanding> {
  const response = await http.request({
    method: "HEAD",
    path: `/files/uploads/${id}`,
    fields: authorized(token),
  });
  await expect(response, [200, 204]);
  return standingIn(response);
}

/**
 * Sends the next bytes of an upload; the last ones when `isLast`. Throws {FileRefused}, with 409 when
 * the offset is another one.
 */
export async function continueUpload(
  http: HttpConnection,
  token: string,
  { body, id, isLast, offset }: { id: string; offset: number; isLast: boolean; body: RequestBody },
): Promise<UploadStanding> {
  const response = await http.request({
    method: "PATCH",
    path: `/files/uploads/${id}`,
    fields: {
      ...authorized(token),
      "Upload-Offset": String(offset),
      "Upload-Complete": isLast ? "?1" : "?0",
      "Content-Type": "application/partial-upload",
    },
    body,
  });
  await expect(response, [200, 201, 204]);
  return standingIn(response);
}

/** Gives an upload up. */
export async function dropUpload(http: HttpConnection, token: string, id: string): Promise<void> {
  const response = await http.request({
    method: "DELETE",
    path: `/files/uploads/${id}`,
    fields: authorized(token),
  });
  await expect(response, [200, 204, 404]);
}

/** The part of a file that an answer brings. */
export interface FilePart {
  /** Where it begins, and how long the whole file is. */
  readonly offset: number;
  readonly bytes: number;
  /** Hexadecimal, where the server says it. */
  readonly sha256: string | undefined;
  /** The name as the server says it, not clean. */
  readonly name: string | undefined;
  /** Exactly what is between the two. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Asks for the file of a message from `offset` on, if it still is the one with this hash; else all of
 * it comes. Throws {FileRefused}.
 */
export async function getFile(
  http: HttpConnection,
  token: string,
  { messageId, offset, sha256 }: {
    messageId: number;
    offset: number;
    sha256: string | undefined;
  },
): Promise<FilePart> {
  const isPart = offset > 0 && sha256 !== undefined;
  const response = await http.request({
    method: "GET",
    path: `/files/${messageId}/file?download`,
    fields: {
      ...authorized(token),
      ...(isPart ? { Range: `bytes=${offset}-`, "If-Range": `"${sha256}"` } : {}),
    },
  });
  await expect(response, isPart ? [200, 206] : [200], true);
  if ((response.fields.get("content-encoding") ?? "identity") !== "identity") {
    throw new BadAnswer("the server sends the file in another form than asked for");
  }
  const found = {
    sha256: /^"([0-9a-f]{64})"$/.exec(response.fields.get("etag") ?? "")?.[1],
    name: nameIn(response.fields.get("content-disposition") ?? ""),
    body: response.body,
  };
  // Only what says how long it is can be held to that.
  if (response.bytes === undefined) throw new BadAnswer("the server does not say how long it is");
  if (response.status === 200) return { ...found, offset: 0, bytes: response.bytes };
  const [, first, last, whole] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/
    .exec(response.fields.get("content-range") ?? "") ?? [];
  const bytes = wholeNumber(whole);
  if (wholeNumber(first) !== offset || wholeNumber(last) !== bytes - 1) {
    throw new BadAnswer("the server sent another part of the file than asked for");
  }
  if (response.bytes !== bytes - offset) {
    throw new BadAnswer("the part that the server sent has another length than it says");
  }
  return { ...found, offset, bytes };
}

function authorized(token: string): Record<string, string> {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new BadAnswer("the token of this login cannot be used");
  return { Authorization: `Bearer ${token}` };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function standingIn({ fields }: HttpResponse): UploadStanding {
  return {
    offset: wholeNumber(fields.get("upload-offset")),
    isComplete: fields.get("upload-complete") === "?1",
  };
}

/** Sees to it that an answer is one of `good`, and reads it to its end unless it is a file. */
async function expect(
  response: HttpResponse,
  good: readonly number[],
  isFile = false,
): Promise<void> {
  const isGood = good.includes(response.status);
  if (isGood && isFile) return;
  const text = await textOf(response);
  if (isGood) return;
  const fields = parseObject(text) ?? {};
  const retryAfter = Number(response.fields.get("retry-after"));
  const { error } = fields;
  throw new FileRefused(
    response.status,
    typeof error === "string" ? error : "",
    refusalOf({
      message: sentenceFor(response.status),
      ...(retryAfter >= 0 ? { retry_after: retryAfter } : {}),
      ...fields,
    }),
  );
}

async function textOf({ body }: HttpResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    // What goes on is cut off, and the connection with it.
    if (bytes > MAX_ANSWER_BYTES) break;
    text += decoder.decode(piece, { stream: true });
  }
  return text;
}

/** What a refusal means that says nothing itself: the answer to HEAD has no words. */
function sentenceFor(status: number): string {
  switch (status) {
    case 401:
      return "The server does not know this login any more";
    case 404:
      return "The server has no such file, or you may not read it";
    case 413:
      return "The file is larger than the server takes";
    case 429:
      return "The server has too much to do at the moment";
    case 507:
      return "The server has no room for it";
    default:
      return `The server answered with the status ${status} of HTTP`;
  }
}

/** The name in `Content-Disposition` (RFC 6266): the long form, else the short one. */
function nameIn(disposition: string): string | undefined {
  const [, encoded] = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition) ?? [];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // What is wrongly encoded is no name.
    }
  }
  return /;\s*filename\s*=\s*"([^"\\]*)"/i.exec(disposition)?.[1];
}
