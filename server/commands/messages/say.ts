/** `say`: a message to a room or to another account. */
import type { Content } from "../../../protocol/content/content.ts";
import { checkContent } from "../../../protocol/content/kinds.ts";
import { sealedContent } from "../../../protocol/content/sealed.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { GENERAL_ROOM, MAX_NONCE_LENGTH } from "../../../protocol/limits.ts";
import type { RequestOf } from "../../../protocol/requests.ts";
import { screenedText } from "../../journal/content/kinds.ts";
import type { Posted } from "../../journal/write/messages/posted.ts";
import { isoTime } from "../../base/iso_time.ts";
import { checkFlood } from "../checks.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { type CheckedSealing, checkedSealing } from "../keys/sealing.ts";
import type { HeldUpload } from "./uploads.ts";

/**
 * Refuses with `empty_text`, `text_too_long`, `no_such_user`, `no_such_message` (of `reply_to`),
 * `filtered`, `slow_down`, `quota_exceeded`, with what the table of rights says, and for files with
 * `no_such_upload` and `upload_incomplete`.
 */
export const say: MemberCommand<"say"> = {
  access: "logged_in",
  rate: "message",
  pipelined: true,
  handle(call) {
    const { room, to, nonce } = call.request;
    if (nonce !== undefined && nonce.length > MAX_NONCE_LENGTH) {
      throw new ChatError("bad_field", `"nonce" has at most ${MAX_NONCE_LENGTH} characters`);
    }
    if (room !== undefined && to !== undefined) {
      throw new ChatError(
        "bad_field",
        'A message goes to a "room" or "to" an account, not to both',
      );
    }
    checkKind(call.request);
    checkSealedFields(call.request);
    return posting(call).then(({ id, timeMs, masked, isHushed }) => ({
      id,
      time: isoTime(timeMs),
      ...(masked === undefined ? {} : { masked: true as const }),
      ...(isHushed ? { hushed: true as const } : {}),
    }));
  },
};

/** Posts the message; at once, so that what is said after it comes after it. */
function posting(call: MemberCall<"say">): Promise<Posted> {
  const { identity: { account }, request: { file, nonce }, services } = call;
  if (file === undefined) return post(call, undefined);
  if (services.uploads === undefined) throw new ChatError("no_such_upload", NO_FILES);
  let held: HeldUpload;
  try {
    held = services.uploads.hold(account.id, file.upload);
  } catch (error) {
    // An upload is gone once it was said; whoever asks again was not told so.
    if (nonce === undefined) throw error;
    return services.journal.query("posted", { account: account.id, nonce }).then((known) => {
      if (known === undefined) throw error;
      return known;
    });
  }
  try {
    return post(call, held).then((posted) => {
      held.release(true);
      return posted;
    }, (error: unknown) => {
      held.release(false);
      throw error;
    });
  } catch (error) {
    held.release(false);
    throw error;
  }
}

const NO_FILES = "This server takes no files";

function post(
  { caller, identity, request, services }: MemberCall<"say">,
  held: HeldUpload | undefined,
): Promise<Posted> {
  const { nonce, reply_to: replyTo, room, sealed, to } = request;
  if (sealed !== undefined) return postSealed({ caller, identity, request, services }, held);
  const content = contentFrom(request, held);
  checkContent(content);
  const text = screenedText(content);
  checkFlood({ identity, services }, { text, nonce, isEdit: false });
  const { journal, storageLimits: limits } = services;
  const { id: actor, name: authorName } = identity.account;
  const message = { actor, authorName, content, replyTo, nonce, limits };
  return to === undefined
    ? journal.append("say_room", { ...message, room: room ?? GENERAL_ROOM }, caller.connection)
    : journal.append("say_direct", { ...message, to }, caller.connection);
}

/** What stands where the name and the type of an encrypted file would stand. */
const SEALED_FILE = { name: "encrypted", type: "application/octet-stream" } as const;

function postSealed(
  { caller, identity, request, services }: MemberCall<"say">,
  held: HeldUpload | undefined,
): Promise<Posted> {
  const { key, nonce, room, sealed = "", to = "" } = request;
  const { journal, storageLimits: limits } = services;
  const { id: actor, name: authorName } = identity.account;
  const file = held === undefined
    ? undefined
    : { ...SEALED_FILE, size: held.size, sha256: held.sha256 };
  const content = sealedContent(sealed, file);
  const said = { actor, authorName, content, nonce, limits };
  const append = ({ sealed: _, ...sealing }: CheckedSealing): Promise<Posted> =>
    room === undefined
      ? journal.append("say_sealed", { ...said, to, ...sealing }, caller.connection)
      : journal.append("say_sealed_room", { ...said, room, ...sealing }, caller.connection);
  const about = room === undefined ? { to } : { room };
  const sealing = checkedSealing({ sealed, key, about }, { identity, services });
  return sealing instanceof Promise ? sealing.then(append) : append(sealing);
}

/** Something encrypted says where it goes, and nothing else of itself. */
function checkSealedFields(
  { key, kind, me, reply_to: replyTo, room, sealed, text, to }: RequestOf<"say">,
) {
  if (sealed === undefined) {
    if (key === undefined) return;
    throw new ChatError("bad_field", 'A "key" comes with "sealed"');
  }
  if (to === undefined && room === undefined) {
    throw new ChatError("bad_field", 'What is sealed says its "room", or "to" whom it goes');
  }
  if (text !== "" || kind !== undefined || me !== undefined || replyTo !== undefined) {
    throw new ChatError("bad_field", '"text", "kind", "me" and "reply_to" are within "sealed"');
  }
}

function checkKind({ file, kind, me }: RequestOf<"say">): void {
  const isAction = me ?? (kind === undefined ? false : kind === "action");
  const contradicts = kind !== undefined && me !== undefined && me !== (kind === "action");
  if (contradicts || isAction && file !== undefined) {
    throw new ChatError("bad_field", '"kind", "me" and "file" contradict each other');
  }
  if (kind !== undefined && (kind === "file") !== (file !== undefined)) {
    throw new ChatError("bad_field", 'A message of the kind "file" has a "file", and no other has');
  }
}

/** What is to be said; `me` is how clients say it that know nothing of kinds. */
function contentFrom(
  { file, kind, me, text }: RequestOf<"say">,
  held: HeldUpload | undefined,
): Content {
  if (file !== undefined && held !== undefined) {
    const { upload: _upload, ...said } = file;
    return { kind: "file", text, file: { ...said, size: held.size, sha256: held.sha256 } };
  }
  if (kind === "notice") return { kind, text };
  return { kind: kind === "action" || me === true ? "action" : "text", text };
}
