/** What a request becomes that is about a private message. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { Content } from "../../protocol/encryption/content.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import { placeOf } from "../encryption/session/gone.ts";
import type { RequestOptions } from "../link/connection.ts";
import { SEALED_FILE } from "../wording/marked.ts";
import { contentOf } from "./sealed_file.ts";
import type { PostOptions } from "./sealed_writing.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";
import type { Sealing } from "./sealing.ts";
import type { SeenPrivate } from "./seen_messages.ts";

/** Makes a request as it is. */
export type PlainRequest = <A extends Action>(
  action: A,
  fields: Partial<Fields<A>>,
  options: RequestOptions,
) => Promise<AnswerFields[A]>;

/** A request in the place of another one. */
export type SealedRequest = (options: PostOptions) => Promise<object>;

/** What a request is made of. */
export interface SealedRequestOptions {
  action: Action;
  fields: Record<string, unknown>;
  /** The message that it is about; `undefined` where nobody has seen it here. */
  seen: SeenPrivate | undefined;
  /** What seals; `undefined` where nothing can be sealed. */
  sealing: Sealing | undefined;
  /** One's own name, in the form in which names are compared. */
  account: string | undefined;
  newNonce: () => string;
  words: KeyWords;
  request: PlainRequest;
}

/** The same about a message that is known, with what seals. */
interface Known extends SealedRequestOptions {
  seen: SeenPrivate;
  sealing: Sealing;
}

/** The actions that say something of a message. */
const SAYING: ReadonlySet<string> = new Set<Action>(["edit", "react", "report"]);

/** Whether a request may have to be sealed. */
export function mayNeedSealing(action: unknown): action is Action {
  return typeof action === "string" && SAYING.has(action);
}

/**
 * The request to be made instead; `undefined` where it goes out as it is.
 *
 * @throws {HeldBack} when it would say in plain text what has to be sealed.
 */
export async function sealedRequest(
  options: SealedRequestOptions,
): Promise<SealedRequest | undefined> {
  const { action, fields, request, sealing, seen, words } = options;
  if (seen === undefined) {
    // A report of what was not opened here reveals nothing.
    if (action === "report" || sealing === undefined) return undefined;
    throw new HeldBack(words.notSeen);
  }
  const { message, other } = seen;
  const isSealed = message.sealed !== undefined;
  if (sealing === undefined) {
    if (!isSealed || action === "report" || fields["remove"] === true) return undefined;
    throw new HeldBack(words.cannotSeal);
  }
  if (action === "report") {
    if (message.sealed === undefined) return undefined;
    const message_key = await sealing.talk.reveal(placeOf(other, message.id), message.sealed);
    return (how) => request("report", { ...fields, message_key }, how);
  }
  const known = { ...options, seen, sealing };
  if (!isSealed) {
    // To take back what was said in plain text says nothing new.
    if (fields["remove"] === true) {
      return ownReaction(known) === undefined ? undefined : reactionTaken(known);
    }
    if (!await sealing.maySeal(other)) return undefined;
    if (action === "edit") throw new HeldBack(words.fromBefore);
    return sealedReaction(known);
  }
  if (action === "edit") {
    if (message.encryption === "unverified") throw new HeldBack(words.notReadable);
    return sealedEdit(known);
  }
  return fields["remove"] === true ? reactionTaken(known) : sealedReaction(known);
}

function sealedEdit(
  { fields, newNonce, request, sealing, seen: { message, other } }: Known,
): SealedRequest | undefined {
  const { text } = fields;
  if (typeof text !== "string") return undefined;
  const { id, me, reply_to: replyTo } = message;
  const content: Content = contentOf(text, message[SEALED_FILE]);
  if (me === true) content.me = true;
  if (replyTo !== undefined) content.reply_to = replyTo;
  const nonce = nonceIn(fields) ?? newNonce();
  return ({ posted, ...how }) =>
    sealing.change(other, { kind: "edit", target: id, content }, (sealed) => {
      const answer = request("edit", { id, nonce, ...sealed }, how);
      posted?.();
      return answer;
    });
}

function sealedReaction(
  { fields, newNonce, request, sealing, seen: { message: { id }, other } }: Known,
): SealedRequest | undefined {
  const { emoji } = fields;
  if (typeof emoji !== "string") return undefined;
  const nonce = nonceIn(fields) ?? newNonce();
  return ({ posted, ...how }) =>
    sealing.change(other, { kind: "reaction", target: id, content: { emoji } }, (sealed) => {
      const answer = request("react", { id, nonce, ...sealed }, how);
      posted?.();
      return answer;
    });
}

function nonceIn({ nonce }: Record<string, unknown>): string | undefined {
  return typeof nonce === "string" ? nonce : undefined;
}

/** A reaction that was sealed is taken back by its number. */
function reactionTaken(known: Known): SealedRequest {
  const { request, seen: { message: { id } } } = known;
  const reaction = ownReaction(known);
  if (reaction === undefined) return () => Promise.resolve({});
  return (how) => request("react", { id, reaction, remove: true }, how);
}

/** The number of one's own sealed reaction with this emoji. */
function ownReaction(
  { account, fields: { emoji }, seen: { reactions } }: Known,
): number | undefined {
  return [...reactions].find(([, one]) => one.from === account && one.emoji === emoji)?.[0];
}
