/** Turns one line from a client into a checked request. */
import { ChatError } from "./errors.ts";
import { checkFields } from "./field_checks.ts";
import { MAX_REF_LENGTH } from "./limits.ts";
import { type Action, isAction, type Ref, type Request, REQUEST_SHAPES } from "./requests.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line that is no valid request: what is wrong with it, and the `ref` to answer to if it had one. */
export interface Undecodable {
  error: ChatError;
  ref: Ref | undefined;
}

/** Either a request or the reason why the line is none; it never throws for what a line contains. */
export type Decoded = { request: Request } | Undecodable;

/**
 * Decodes one line without its line end.
 *
 * Codes: `bad_encoding`, `bad_json` (no JSON, or no object), `unknown_action`, `bad_field`.
 */
export function decodeRequest(line: Uint8Array): Decoded {
  let ref: Ref | undefined;
  try {
    const fields = parseObject(decodeUtf8(line));
    ref = parseRef(fields["ref"]);
    const action = fields["action"];
    if (typeof action !== "string") {
      throw new ChatError("bad_field", '"action" must be a string that names an action');
    }
    if (!isAction(action)) throw new ChatError("unknown_action");
    const request = checkFields(REQUEST_SHAPES[action], fields, { action, ref });
    return { request: request as Request };
  } catch (error) {
    if (error instanceof ChatError) return { error, ref };
    throw error;
  }
}

/**
 * Decodes the fields of an action that is known from elsewhere, a JSON object without `action` and
 * `ref`; codes as those of {@linkcode decodeRequest}.
 */
export function decodeFields(action: Action, json: Uint8Array): Decoded {
  try {
    const fields = parseObject(decodeUtf8(json));
    const request = checkFields(REQUEST_SHAPES[action], fields, { action, ref: undefined });
    return { request: request as Request };
  } catch (error) {
    if (error instanceof ChatError) return { error, ref: undefined };
    throw error;
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ChatError("bad_encoding", undefined, { cause });
  }
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new ChatError("bad_json", undefined, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ChatError("bad_json");
  }
  return value as Record<string, unknown>;
}

function parseRef(ref: unknown): Ref | undefined {
  if (ref === undefined || ref === null) return undefined;
  // A number that is too great for one would come back as null.
  if (typeof ref === "number" && Number.isFinite(ref)) return ref;
  if (typeof ref === "string" && ref.length <= MAX_REF_LENGTH && ref.isWellFormed()) return ref;
  throw new ChatError(
    "bad_field",
    `"ref" must be a number or a string of at most ${MAX_REF_LENGTH} characters`,
  );
}
