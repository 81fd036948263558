/** Finds out who a request to a hook is from, and what it says. */
import { MAX_NONCE_LENGTH } from "../../../protocol/limits.ts";
import { recogniseAlerts } from "./alerts.ts";
import { type Delivery, HookRefusal, type Recognised, type Recogniser } from "./delivery.ts";
import { recogniseDiscord } from "./discord.ts";
import { recogniseForge } from "./forge.ts";
import { recogniseGitLab } from "./gitlab.ts";
import { type Fields, isFields } from "./json.ts";
import { plainText, recogniseSimple } from "./plain.ts";
import { recogniseSlack } from "./slack.ts";
import { shortName, storable } from "./words.ts";

/** Those who say who they are come first, and what could be anybody's last. */
const RECOGNISERS: readonly Recogniser[] = [
  recogniseForge,
  recogniseGitLab,
  recogniseAlerts,
  recogniseSlack,
  recogniseDiscord,
  recogniseSimple,
];

/** Header fields that name a delivery: one that comes again is said once. */
const DELIVERY_FIELDS = [
  "x-github-delivery",
  "x-forgejo-delivery",
  "x-gitea-delivery",
  "x-gitlab-event-uuid",
  "idempotency-key",
];

/**
 * What a request says.
 *
 * @throws {HookRefusal} `invalid_payload` for what cannot be read, `no_text` for what says nothing.
 */
export function recognise({ body, headers }: Delivery): Recognised {
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type.startsWith("multipart/")) throw new HookRefusal("invalid_payload");
  const text = decoded(body);
  const form = type === "application/x-www-form-urlencoded" ? formPayload(text) : undefined;
  const isJson = form !== undefined || /^application\/(.+\+)?json$/.test(type);
  const payload = parsed(form ?? text);
  const isMeant = isFields(payload) && type !== "text/plain";
  if (isJson && !isFields(payload)) throw new HookRefusal("invalid_payload");
  const found = isMeant ? fromJson(payload, headers) : plainText(text);
  const said = storable(found?.text ?? "");
  if (found === undefined || said === "" && found.isQuiet === undefined) {
    throw new HookRefusal("no_text");
  }
  return { ...found, text: said };
}

/** What a sender calls this delivery; undefined when it calls it nothing. */
export function deliveryName(headers: ReadonlyMap<string, string>): string | undefined {
  const name = DELIVERY_FIELDS.map((field) => headers.get(field)).find((value) => value);
  return name === undefined ? undefined : shortName(name, MAX_NONCE_LENGTH);
}

function fromJson(
  payload: Fields,
  headers: ReadonlyMap<string, string>,
): Recognised | undefined {
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(payload, headers);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decoded(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new HookRefusal("invalid_payload", { cause });
  }
}

/** Slack's old way, and GitHub's: a form with the JSON in `payload`. */
function formPayload(text: string): string | undefined {
  if (!text.startsWith("payload=")) return undefined;
  return new URLSearchParams(text).get("payload") ?? undefined;
}

/** Undefined for what is no JSON of an object: it may be a text. */
function parsed(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
