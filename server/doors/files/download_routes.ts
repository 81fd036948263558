/** Fetching files: whole or in part, by everybody who may read their message at that moment. */
import type { Files } from "../../files/files.ts";
import type { ReadableFile } from "../../journal/read/files.ts";
import { jsonResponse, type Response, type StreamedBody } from "../web/response.ts";
import type { Visit } from "../web/visit.ts";
import { digestText, hasEntityTag } from "./field_values.ts";
import { notFound } from "./file_refusals.ts";
import { type Part, partOf } from "./ranges.ts";
import { dispositionOf } from "./shown_types.ts";
import { StreamedFile } from "./streamed_file.ts";

const NOTHING = new Uint8Array(0);

/** Answers with a file that whoever asks may read. */
export async function answerWithFile(
  shared: ReadableFile,
  { head }: Visit,
  files: Files,
): Promise<Response> {
  const { fields, method, query } = head;
  const { sha256, size } = shared;
  const tag = `"${sha256}"`;
  const headers = {
    ETag: tag,
    "Repr-Digest": digestText(sha256),
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    ...dispositionOf(shared, new URLSearchParams(query).has("download")),
  };
  if (hasEntityTag(fields.get("if-none-match"), tag)) {
    return { status: 304, headers, body: NOTHING };
  }
  const condition = fields.get("if-range");
  const isSame = condition === undefined || condition.trim() === tag;
  const part = method === "GET" && isSame ? partOf(fields.get("range"), size) : undefined;
  if (part === "outside") {
    const message = `The file has ${size} bytes, and none there`;
    const range = { "Content-Range": `bytes */${size}`, "Accept-Ranges": "bytes" };
    return jsonResponse(416, { ok: false, error: "bad_request", message }, range);
  }
  const body = await bodyOf(shared, part ?? { start: 0, end: size }, files);
  // Its message may have gone away in between.
  if (body === undefined) return notFound();
  if (part === undefined) return { status: 200, headers, body };
  const range = `bytes ${part.start}-${part.end - 1}/${size}`;
  return { status: 206, headers: { ...headers, "Content-Range": range }, body };
}

async function bodyOf(
  { sha256, size }: ReadableFile,
  part: Part,
  files: Files,
): Promise<StreamedBody | undefined> {
  const file = await files.blobs.open(sha256);
  if (file === undefined) return undefined;
  const found = await file.stat();
  if (found.size === size) return new StreamedFile(file, part, files);
  file.close();
  throw new Error(`The file ${sha256} has ${found.size} bytes on the disk instead of ${size}`);
}
