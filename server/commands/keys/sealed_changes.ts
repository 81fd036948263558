/** `edit` and `react` where everything is encrypted. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { MAX_SEALED_REACTION_BYTES } from "../../../protocol/encryption/bounds.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_NONCE_LENGTH } from "../../../protocol/limits.ts";
import { isoTime } from "../../base/iso_time.ts";
import type { MemberCall } from "../command.ts";
import { type CheckedSealing, checkedSealing } from "./sealing.ts";

/** Puts something else in the place of an encrypted message. */
export async function editSealed(
  { caller, request, identity, services }: MemberCall<"edit">,
  sealed: string,
): Promise<AnswerFields["edit"]> {
  const { id: message, key, nonce, text } = request;
  checkNonce(nonce);
  if (text !== "") throw new ChatError("bad_field", '"text" is within "sealed"');
  const append = ({ sealed: _, ...sealing }: CheckedSealing) =>
    services.journal.append("edit_sealed", {
      actor: identity.account.id,
      message,
      sealed,
      nonce,
      limits: services.storageLimits,
      ...sealing,
    }, caller.connection);
  const about = { message };
  const sealing = checkedSealing({ sealed, key, about }, { identity, services });
  const changed = await (sealing instanceof Promise ? sealing.then(append) : append(sealing));
  return { id: changed.id, time: isoTime(changed.timeMs) };
}

/** Adds an encrypted reaction, or takes one's own back by its number. */
export async function reactSealed(
  { caller, request, identity, services }: MemberCall<"react">,
): Promise<AnswerFields["react"]> {
  const { id: message, emoji, key, nonce, reaction, remove = false, sealed } = request;
  checkNonce(nonce);
  if (emoji !== "" || remove !== (reaction !== undefined) || remove === (sealed !== undefined)) {
    throw new ChatError("bad_field", 'There is "sealed", or "reaction" with "remove": true');
  }
  const actor = identity.account.id;
  const { journal } = services;
  if (reaction !== undefined) {
    const gone = { actor, message, reaction };
    const changed = await journal.append("unreact_sealed", gone, caller.connection);
    return changed === undefined ? {} : { id: changed.id };
  }
  const append = (sealing: CheckedSealing) => {
    if (sealing.sealed.length > MAX_SEALED_REACTION_BYTES) throw new ChatError("bad_sealed");
    const limits = services.storageLimits;
    return journal.append(
      "react_sealed",
      { actor, message, nonce, limits, ...sealing },
      caller.connection,
    );
  };
  const about = { message };
  const checked = checkedSealing({ sealed: sealed ?? "", key, about }, { identity, services });
  const changed = await (checked instanceof Promise ? checked.then(append) : append(checked));
  return { id: changed.id };
}

function checkNonce(nonce: string | undefined): void {
  if (nonce === undefined || nonce.length <= MAX_NONCE_LENGTH) return;
  throw new ChatError("bad_field", `"nonce" has at most ${MAX_NONCE_LENGTH} characters`);
}
