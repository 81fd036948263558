/** What is encrypted, as `say`, `edit` and `react` send it, checked as far as anybody can without a key. */
import { acceptKey } from "../../../protocol/encryption/accept.ts";
import {
  HASH_BYTES,
  MAX_SEALED_BYTES,
  MAX_STATEMENT_BYTES,
  SEALED_KEY_BYTES,
} from "../../../protocol/encryption/bounds.ts";
import { type Bytes, fromBase64url, sameBytes } from "../../../protocol/encryption/bytes.ts";
import { noHead } from "../../../protocol/encryption/entry.ts";
import { decodeEnvelope } from "../../../protocol/encryption/envelope.ts";
import { decodeStatement, type Statement } from "../../../protocol/encryption/statement.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { Fields } from "../../../protocol/requests.ts";
import type { SealingState } from "../../journal/read/conversation_keys.ts";
import type { NewKey, Sealing } from "../../journal/write/keys/sealing.ts";
import type { Identity } from "../../live/online_account.ts";
import type { Services } from "../services.ts";
import { refusingKey, refusingSealed } from "./key_refusals.ts";

/** A new key as it is sent. */
type SentKey = NonNullable<Fields<"say">["key"]>;

/** Whom or what it is about: the message that is changed, or to whom a new one goes. */
type About = { to: string } | { room: string } | { message: number };

/** Something encrypted, and what an entry needs to judge it. */
export type CheckedSealing = Sealing & { sealed: Bytes };

/**
 * Checks something encrypted. Without a new key that is done at once, so that what is said after it
 * comes after it; with one, its signature is looked at.
 *
 * @throws {ChatError} `bad_sealed`, `bad_statement`, `stale_key`, `key_taken`, `device_removed`,
 * `slow_down`.
 */
export function checkedSealing(
  { sealed: text, key, about }: { sealed: string; key: SentKey | undefined; about: About },
  { identity, services }: { identity: Identity; services: Services },
): CheckedSealing | Promise<CheckedSealing> {
  const sealed = refusingSealed(() => fromBase64url(text, MAX_SEALED_BYTES));
  const { device, epoch } = refusingSealed(() => decodeEnvelope(sealed));
  const sealing = { sealed, device, epoch, session: identity.session };
  if (key === undefined) return { ...sealing, key: undefined };
  return checkedKey(key, { about, device }, { identity, services })
    .then((checked) => ({ ...sealing, key: checked }));
}

function statementIn(text: string): { bytes: Bytes; stated: Statement } {
  const bytes = fromBase64url(text, MAX_STATEMENT_BYTES);
  return { bytes, stated: decodeStatement(bytes) };
}

/** Who was too late is told so, and goes on with what is there now; everything else is simply wrong. */
function demandPlace({ participants, previous }: Statement, { logs, before }: SealingState): void {
  if (!sameBytes(previous, before?.hash ?? noHead())) throw new ChatError("key_taken");
  const isForAll = participants.length === logs.length &&
    participants.every(({ root }) => logs.some((log) => sameBytes(log.root, root)));
  if (!isForAll) throw new ChatError("stale_key");
}

async function checkedKey(
  { statement, seals }: SentKey,
  { about, device }: { about: About; device: Bytes },
  { identity, services }: { identity: Identity; services: Services },
): Promise<NewKey> {
  const account = identity.account.id;
  const { elapsed, keyRate, rateShares } = services;
  const waitMs = keyRate.tryTake(account, elapsed(), rateShares?.of(account));
  if (waitMs > 0) {
    throw new ChatError(
      "slow_down",
      "Your account has brought as many new keys as it may for now",
      {
        retryAfterSeconds: Math.ceil(waitMs / 1_000),
      },
    );
  }
  const { bytes, stated } = await refusingKey(() => Promise.resolve(statementIn(statement)));
  const { logs, before, room } = await services.journal.query("sealing_state", {
    account,
    stated: { device: stated.device, participants: stated.participants },
    ...about,
  });
  demandPlace(stated, { logs, before, room });
  return await refusingKey(async () => {
    const sent = {
      statement: bytes,
      seals: seals.map(({ root, generation, sealed }) => ({
        root: fromBase64url(root, HASH_BYTES),
        generation,
        sealed: fromBase64url(sealed, SEALED_KEY_BYTES),
      })),
    };
    const none = new Uint8Array();
    const known = before === undefined
      ? undefined
      : { ...before, conversation: none, author: none };
    const found = await acceptKey(sent, { logs, room, before: known, device });
    return {
      ...sent,
      epoch: found.statement.epoch,
      hash: found.hash,
      conversationId: found.conversation,
      members: found.statement.members,
      before: before?.hash,
    };
  });
}
