/** What an authority refuses with (RFC 7807, RFC 8555, section 6.7), as one sentence. */
import { printable } from "../../../protocol/text/printable.ts";
import { AcmeError } from "../acme_error.ts";
import type { Answer } from "./bounded_request.ts";
import { isRecord, parseJson } from "./fields.ts";
import { retryAfterMs } from "./retry_after.ts";

const PREFIX = "urn:ietf:params:acme:error:";
const MAX_DETAIL_CHARACTERS = 300;

/** What a problem document says: its type without the prefix, and a sentence without the period. */
export function problemOf(value: unknown): { type: string | undefined; detail: string } {
  const record = isRecord(value) ? value : {};
  const { detail, type } = record;
  const kind = typeof type === "string" && type.startsWith(PREFIX)
    ? printable(type.slice(PREFIX.length, PREFIX.length + 60))
    : undefined;
  const [inner] = Array.isArray(record["subproblems"]) ? record["subproblems"] : [];
  const said = typeof detail === "string" && detail !== ""
    ? printable(detail.slice(0, MAX_DETAIL_CHARACTERS)).replace(/[.\s]+$/, "")
    : "it does not say why";
  const more = isRecord(inner) ? `; ${problemOf({ ...inner, subproblems: [] }).detail}` : "";
  return { type: kind, detail: `${said}${more}` };
}

/** The error that a refusal is. */
export function refusalOf(answer: Answer, nowMs: number): AcmeError {
  const { type, detail } = problemOf(parseJson(answer.text));
  const named = type === undefined ? `status ${answer.status}` : type;
  return new AcmeError(`The authority refuses: ${detail} (${named})`, {
    type,
    retryAfterMs: retryAfterMs(answer.headers, nowMs),
  });
}
