/** The lines that an extension and the client exchange: what is told it, and what it may ask. */
import type { Message, Place } from "../../protocol/records.ts";
import { keepable, printable } from "../../protocol/text/printable.ts";
import { EXTENSION_REQUESTS, type ExtensionSettings } from "../config/config.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { bodyOf } from "../wording/content/kinds.ts";
import { isSame } from "../wording/message_text.ts";
import { placeKey } from "../wording/place.ts";

/** The version of what is exchanged; what is added later does not change it. */
export const EXTENSION_PROTOCOL = 1;

/** Longest line of an extension, in bytes. */
export const MAX_EXTENSION_LINE_BYTES = 64 * 1024;

/** Longest texts that an extension may show, in characters. */
const MAX_TEXT = 4_000;
const MAX_STATUS = 40;

/** Where something happens. */
export interface ExtensionPlace {
  /** `host:port`. */
  readonly server: string;
  /** The account there by which it is seen: at one server there may be several, each with places of its own. */
  readonly you: string;
  readonly place: Place;
}

/** What an extension may ask for; texts are bounded, and harmless where they are shown. */
export type ExtensionRequest =
  & {
    readonly ref: string | number | undefined;
    readonly server: string | undefined;
    readonly you: string | undefined;
  }
  & (
    | { readonly kind: "show"; readonly text: string; readonly place: Place | undefined }
    | { readonly kind: "status"; readonly text: string }
    | { readonly kind: "notify"; readonly text: string }
    | { readonly kind: "say"; readonly text: string; readonly place: Place }
  );

/** Why a line of an extension is not done; the sentence goes to the extension. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
}

/** What a line asks for. Throws {BadRequest} for what is none or is not allowed. */
export function requestIn(line: string, settings: ExtensionSettings): ExtensionRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new BadRequest("this is no JSON", { cause });
  }
  if (typeof value !== "object" || value === null) throw new BadRequest("a request is an object");
  const { place, ref, request, server, text, you } = value as Record<string, unknown>;
  const kind = EXTENSION_REQUESTS.find((known) => known === request);
  if (kind === undefined) throw new BadRequest(`there is ${EXTENSION_REQUESTS.join(", ")}`);
  if (!settings.requests.includes(kind)) {
    throw new BadRequest(
      `"${kind}" is not among the requests of this extension in the config file`,
    );
  }
  const common = {
    ref: typeof ref === "number" || (typeof ref === "string" && ref.length <= 100)
      ? ref
      : undefined,
    server: typeof server === "string" ? server.slice(0, 300) : undefined,
    you: typeof you === "string" ? you.slice(0, 100) : undefined,
  };
  if (typeof text !== "string" || text.length > MAX_TEXT) {
    throw new BadRequest(`"text" has to be a text of at most ${MAX_TEXT} characters`);
  }
  switch (kind) {
    case "status":
      return { ...common, kind, text: Array.from(printable(text)).slice(0, MAX_STATUS).join("") };
    case "notify":
      return { ...common, kind, text: printable(text) };
    case "show":
      return { ...common, kind, text, place: place === undefined ? undefined : placeIn(place) };
    case "say":
      if (text.trim() === "") throw new BadRequest("a message cannot be empty");
      return { ...common, kind, text: withSafeLines(text), place: placeIn(place) };
  }
}

/** Whether an extension may have to do with a place: anywhere, at a server, or as one account there. */
export function isAbout(rooms: readonly string[], { place, server, you }: ExtensionPlace): boolean {
  const name = placeKey(place).toLowerCase();
  const at = `${server} ${name}`.toLowerCase();
  return [name, at, `${you.toLowerCase()}@${at}`].some((one) => rooms.includes(one));
}

/** Whether it hears of what happens in a place, which is encrypted or is not. */
export function mayHear(
  { encrypted, rooms }: ExtensionSettings,
  where: ExtensionPlace,
  isEncrypted: boolean,
): boolean {
  if (isEncrypted) return isAbout(encrypted, where);
  return rooms.length === 0 || isAbout(rooms, where) || isAbout(encrypted, where);
}

/** A message as it is told. */
export function messageFields(
  message: Message,
  { isEncrypted, isMention, isReplayed, where: { place, server, you } }: {
    where: ExtensionPlace;
    isMention: boolean;
    isEncrypted: boolean;
    isReplayed: boolean;
  },
): Record<string, unknown> {
  const { bot, from, id, me, reply_to, time } = message;
  return {
    server,
    you,
    place: placeKey(place),
    id,
    from,
    text: bodyOf(message),
    time,
    own: isSame(from, you),
    mention: isMention,
    encrypted: isEncrypted,
    ...(isReplayed ? { replayed: true } : {}),
    ...(me === true ? { me } : {}),
    ...(bot === true ? { bot } : {}),
    ...(reply_to === undefined ? {} : { reply_to }),
  };
}

/** What became of a message as it is told. */
export function changeFields(
  event: ChangeEvent,
  { place, server, you }: ExtensionPlace,
): Record<string, unknown> {
  const { by, event: what, id } = event;
  return {
    server,
    you,
    place: placeKey(place),
    what,
    id,
    by,
    ...("text" in event ? { text: event.text } : {}),
    ...("emoji" in event ? { emoji: event.emoji } : {}),
  };
}

function placeIn(value: unknown): Place {
  const text = typeof value === "string" ? value : "";
  const [, mark, name = ""] = /^([#@])([\p{L}\p{N}_-]{1,100})$/u.exec(text) ?? [];
  if (name === "") throw new BadRequest('"place" has to be "#room" or "@name"');
  return mark === "#" ? { room: name } : { with: name };
}

function withSafeLines(text: string): string {
  return text.split("\n").map((line) => keepable(line)).join("\n");
}
