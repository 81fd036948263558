/** Sending files: uploads that can go on where they stopped (draft-ietf-httpbis-resumable-upload). */
import { ChatError } from "../../../protocol/errors.ts";
import { type ByteSource, Interrupted, type Upload } from "../../files/upload.ts";
import type { Uploads } from "../../files/uploads.ts";
import type { RequestBody } from "../web/request_body.ts";
import { jsonResponse, type Response } from "../web/response.ts";
import type { Visit } from "../web/visit.ts";
import { booleanOf, booleanText, digestText, sha256Of, wholeNumber } from "./field_values.ts";
import { badRequest, notFound, refused, wrongMethod } from "./file_refusals.ts";

/** Where each upload is. */
export const UPLOADS_PATH = "/files/uploads/";

/** An answer without a body. */
const NOTHING = new Uint8Array(0);

const NO_BYTES: ByteSource = { readInto: () => Promise.resolve(0), giveUp() {} };

/** What an answer about an upload says. */
const FRESH = { "Cache-Control": "no-store" } as const;

/** Answers requests about uploads, each of which belongs to one account. */
export class UploadRoutes {
  readonly #uploads: Uploads;

  constructor(uploads: Uploads) {
    this.#uploads = uploads;
  }

  /** `POST /files`: begins one, perhaps with its first bytes. */
  async begin(account: number, { head }: Visit, body: RequestBody): Promise<Response> {
    if (head.method !== "POST") return wrongMethod("POST");
    const length = wholeNumber(head.fields.get("upload-length"));
    if (length === undefined) return badRequest('"Upload-Length" says how many bytes the file has');
    const digest = sha256Of(head.fields.get("repr-digest"));
    if (digest === "bad") return badRequest('"Repr-Digest" is like sha-256=:BASE64:');
    const wrong = this.#mistakeIn(head.fields, { offset: 0, length, bytes: body.bytes });
    if (wrong !== undefined) return wrong;
    const upload = await this.#uploads.begin({ account, length, digest });
    const refusal = await this.#receive(upload, body, 0);
    if (refusal !== undefined) return refusal;
    return {
      status: 201,
      headers: { ...FRESH, Location: `${UPLOADS_PATH}${upload.id}`, ...stateOf(upload) },
      body: NOTHING,
    };
  }

  /** Requests about an upload that there may be. */
  async answer(
    { account, id }: { account: number; id: string },
    { head }: Visit,
    body: RequestBody,
  ): Promise<Response> {
    const { method } = head;
    if (method !== "HEAD" && method !== "PATCH" && method !== "DELETE") {
      return wrongMethod("HEAD, PATCH, DELETE");
    }
    const upload = await this.#uploads.of(account, id);
    if (upload === undefined) return notFound();
    if (method === "PATCH") return await this.#goOn(upload, head.fields, body);
    if (method === "DELETE") {
      await this.#uploads.remove(upload);
      return { status: 204, headers: FRESH, body: NOTHING };
    }
    // Whoever asks how far it has come has lost the connection over which it came.
    await this.#uploads.interrupt(upload);
    const { length } = upload.record;
    // Its last step may be missing, because the server ended before it, or had no room for it.
    if (upload.offset === length && !upload.isComplete) {
      const refusal = await this.#receive(upload, NO_BYTES, length);
      if (refusal !== undefined) return refusal;
    }
    if (upload.isGone) return notFound();
    const headers = { ...FRESH, ...stateOf(upload), "Upload-Length": String(length) };
    return { status: 204, headers, body: NOTHING };
  }

  async #goOn(
    upload: Upload,
    fields: ReadonlyMap<string, string>,
    body: RequestBody,
  ): Promise<Response> {
    const type = fields.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (type !== "application/partial-upload") {
      const message = "The body must be application/partial-upload";
      return jsonResponse(415, { ok: false, error: "bad_request", message });
    }
    const offset = wholeNumber(fields.get("upload-offset"));
    if (offset === undefined) return badRequest('"Upload-Offset" says where the bytes belong');
    await this.#uploads.interrupt(upload);
    if (upload.isGone) return notFound();
    if (offset !== upload.offset) return atOtherOffset(upload);
    const { length } = upload.record;
    const wrong = this.#mistakeIn(fields, { offset, length, bytes: body.bytes });
    if (wrong !== undefined) return wrong;
    const refusal = await this.#receive(upload, body, offset);
    return refusal ?? { status: 204, headers: { ...FRESH, ...stateOf(upload) }, body: NOTHING };
  }

  /** What is announced and cannot be. */
  #mistakeIn(
    fields: ReadonlyMap<string, string>,
    { offset, length, bytes }: { offset: number; length: number; bytes: number },
  ): Response | undefined {
    const complete = fields.get("upload-complete");
    const isComplete = booleanOf(complete);
    if (complete !== undefined && isComplete === undefined) {
      return badRequest('"Upload-Complete" is ?1 or ?0');
    }
    if (offset + bytes > length) {
      return badRequest(`These are more bytes than the ${length} that were announced`);
    }
    if (isComplete === true && offset + bytes < length) {
      return badRequest(`These are not all of the ${length} bytes that were announced`);
    }
    return undefined;
  }

  /** Takes what comes; returns why not, where that can still be said. */
  async #receive(
    upload: Upload,
    body: ByteSource,
    offset: number,
  ): Promise<Response | undefined> {
    try {
      await this.#uploads.receive(upload, body, offset);
      return undefined;
    } catch (error) {
      if (error instanceof Interrupted) return atOtherOffset(upload);
      if (!(error instanceof ChatError)) throw error;
      const response = refused(error);
      if (upload.isGone) return response;
      return { ...response, headers: { ...response.headers, ...stateOf(upload) } };
    }
  }
}

/** The offset is another one than was said, or is by now. */
function atOtherOffset(upload: Upload): Response {
  const message = `The next byte of this upload is number ${upload.offset}`;
  return jsonResponse(409, { ok: false, error: "wrong_offset", message }, stateOf(upload));
}

/** How far it has come. */
function stateOf({ offset, isComplete, record }: Upload): Record<string, string> {
  return {
    "Upload-Offset": String(offset),
    "Upload-Complete": booleanText(isComplete),
    ...(record.sha256 === undefined ? {} : { "Repr-Digest": digestText(record.sha256) }),
  };
}
