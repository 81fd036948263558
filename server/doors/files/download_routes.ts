/** Fetching files: whole or in part, by everybody who may read their message at that moment. */
import { plainReason } from "../../base/plain_reason.ts";
import type { Files } from "../../files/files.ts";
import type { ReadableFile } from "../../journal/read/files.ts";
import { jsonResponse, type Response, type StreamedBody } from "../web/response.ts";
import type { Visit } from "../web/visit.ts";
import { digestText, hasEntityTag } from "./field_values.ts";
import { notFound } from "./file_refusals.ts";
import { type Part, partOf } from "./ranges.ts";
import { dispositionOf } from "./shown_types.ts";
import { StreamedFile } from "./streamed_file.ts";

/** What downloads work with. */
export interface DownloadContext {
  files: Pick<Files, "blobs" | "gate" | "pieces">;
  /** Called with what should stand in the log. */
  onFailure(message: string): void;
}

const NOTHING = new Uint8Array(0);

/** Answers with a file that whoever asks may read. */
export async function answerWithFile(
  shared: ReadableFile,
  { head }: Visit,
  { files, onFailure }: DownloadContext,
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
  const body = await bodyOf(shared, part ?? { start: 0, end: size }, { files, onFailure });
  // Its message may have gone away in between.
  if (body === undefined) return notFound();
  if (part === undefined) return { status: 200, headers, body };
  const range = `bytes ${part.start}-${part.end - 1}/${size}`;
  return { status: 206, headers: { ...headers, "Content-Range": range }, body };
}

async function bodyOf(
  { sha256, size }: ReadableFile,
  part: Part,
  { files, onFailure }: DownloadContext,
): Promise<StreamedBody | undefined> {
  const file = await files.blobs.open(sha256);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (found.size !== size) {
      throw new Error(`The file ${sha256} has ${found.size} bytes on the disk instead of ${size}`);
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return new StreamedFile(file, part, files, (error) => {
    onFailure(`The file ${sha256} cannot be read: ${plainReason(error)}`);
  });
}
