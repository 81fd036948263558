/** Keys of those who write end-to-end encrypted: logs of devices, secrets, keys of conversations. */
import { acceptChange } from "../../../protocol/encryption/accept.ts";
import {
  DEVICE_ID_BYTES,
  HASH_BYTES,
  MAX_ENTRY_BYTES,
  MAX_VAULT_BYTES,
  OLDER_SECRET_BYTES,
  SEALED_KEY_BYTES,
} from "../../../protocol/encryption/bounds.ts";
import { type Bytes, fromBase64url } from "../../../protocol/encryption/bytes.ts";
import { endOf as endOfLog, type LogDevice, seqOf } from "../../../protocol/encryption/log.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { endOf } from "../../journal/read/keys.ts";
import type { KeyChange } from "../../journal/write/keys/key_change.ts";
import { countCode, type CountedCode } from "../account/count_code.ts";
import { checkOwnPassword } from "../account/own_password.ts";
import { placeOf } from "../checks.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";
import { refusingChange, refusingSealed } from "./key_refusals.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: true } as const;

/** Brings somebody's log. Refuses with `no_such_user`. */
export const keys: MemberCommand<"keys"> = {
  ...QUERY,
  handle({ identity: { account }, request: { username, root, after }, services }) {
    return services.journal.query("keys", {
      account: account.id,
      username,
      root: optionalBytes(root, HASH_BYTES),
      after: after ?? 0,
    });
  },
};

/**
 * Adds an entry to one's own log. What is signed is looked at before anything is stored, at the cost
 * of whoever asks: five signatures at most, a rate of requests, and sixty changes an hour.
 *
 * Refuses with `keys_moved`, `bad_entry`, `device_removed`, `too_many_devices`, `log_full`,
 * `slow_down`; a `start` in the place of another log with `bad_credentials`, `code_required`, `bad_code`.
 */
export const keysChange: MemberCommand<"keys_change"> = {
  access: "logged_in",
  rate: "order",
  pipelined: false,
  async handle(call) {
    const { caller, identity, request, services } = call;
    const { account, session } = identity;
    const log = await services.journal.query("own_log", { account: account.id });
    const change = await checkedChange(call, log);
    const isReset = log !== undefined && change.change === "start";
    const sessionDevice = optionalBytes(request.device, DEVICE_ID_BYTES);
    const { proof, counted } = isReset ? await resetProof(call) : NO_PROOF;
    const { root, seq, head } = await services.journal.append("change_keys", {
      ...actingOf(call),
      ...change,
      ...proof,
      session,
      sessionDevice,
      code: request.code,
      ...counted?.fields,
      clockMs: services.now(),
    }, caller.connection);
    counted?.succeeded();
    return endOf({ root, seq, head });
  },
};

/** What shows that somebody who replaces a log may do so. */
interface ResetProof {
  proof: { provedPassword: string | undefined };
  counted?: CountedCode;
}

const NO_PROOF: ResetProof = { proof: { provedPassword: undefined } };

async function resetProof(call: MemberCall<"keys_change">): Promise<ResetProof> {
  const { caller, identity, request: { code, password }, services } = call;
  if (password === undefined) return NO_PROOF;
  const proof = { provedPassword: await checkOwnPassword(password, call) };
  if (code === undefined) return { proof };
  const attempt = { account: identity.account.id, code, knownAddress: caller.address };
  return { proof, counted: countCode(services, attempt) };
}

async function checkedChange(
  { identity, request }: MemberCall<"keys_change">,
  log: Parameters<typeof acceptChange>[1]["log"],
): Promise<KeyChange> {
  return await refusingChange(async () => {
    const sent = {
      entry: fromBase64url(request.entry, MAX_ENTRY_BYTES),
      secrets: request.secrets.map(({ device, sealed }) => ({
        device: fromBase64url(device, DEVICE_ID_BYTES),
        sealed: fromBase64url(sealed, SEALED_KEY_BYTES),
      })),
      older: request.older === undefined
        ? undefined
        : fromBase64url(request.older, OLDER_SECRET_BYTES),
    };
    const account = foldUsername(identity.account.name);
    const { entry, log: after } = await acceptChange(sent, { account, log });
    const added = [...after.devices.values()].filter(({ addedSeq }) => addedSeq === seqOf(after));
    const { head, generation } = endOfLog(after);
    return {
      ...sent,
      change: entry.kind,
      previous: entry.previous,
      root: after.root,
      seq: seqOf(after),
      head,
      generation,
      isOff: after.isOff,
      needsRenewal: after.needsRenewal,
      secretKey: entry.secretKey,
      signer: entry.signer,
      madeMs: entry.timeMs,
      added: added.map(newDevice),
      removed: entry.removed,
    };
  });
}

function newDevice({ id, kind, ordinal, sealingKey, signingKey }: LogDevice) {
  return { id, kind, ordinal, signingKey, sealingKey };
}

/** Says which device this session is. Refuses with `device_removed`. */
export const keysDevice: MemberCommand<"keys_device"> = {
  ...QUERY,
  rate: "order",
  handle({ identity: { account, session }, request, services }) {
    const device = bytesIn(request.device, DEVICE_ID_BYTES);
    return services.journal.append("tie_device", { actor: account.id, session, device })
      .then(() => ({}));
  },
};

/** Brings one's own secrets. Refuses with `no_device`. */
export const keysSecrets: MemberCommand<"keys_secrets"> = {
  ...QUERY,
  handle({ identity: { account, session }, request: { before, device, root }, services }) {
    return services.journal.query("key_secrets", {
      account: account.id,
      session,
      root: optionalBytes(root, HASH_BYTES),
      device: optionalBytes(device, DEVICE_ID_BYTES),
      before,
    });
  },
};

/**
 * Brings or stores what the own devices keep together. Refuses with `vault_moved`, `no_device`,
 * `device_removed`.
 */
export const keysVault: MemberCommand<"keys_vault"> = {
  ...QUERY,
  rate: "order",
  handle({ identity: { account, session }, request: { blob, version }, services }) {
    if ((blob === undefined) !== (version === undefined)) {
      throw new ChatError("bad_field", '"version" and "blob" come together');
    }
    if (blob === undefined || version === undefined) {
      return services.journal.query("key_vault", { account: account.id });
    }
    return services.journal.append("keep_vault", {
      actor: account.id,
      session,
      version,
      blob: bytesIn(blob, MAX_VAULT_BYTES),
    }).then(() => ({ version }));
  },
};

/** Brings the keys of a conversation. Refuses with `no_such_user`, and what the table of rights says. */
export const conversationKeys: MemberCommand<"conversation_keys"> = {
  ...QUERY,
  handle({ identity: { account }, request, services }) {
    const { after, before, message } = request;
    const place = placeOf(request);
    return services.journal.query("conversation_keys", {
      account: account.id,
      ...place,
      message,
      before,
      after,
    });
  },
};

/** @throws {ChatError} `bad_sealed`. */
function bytesIn(text: string, maxBytes: number): Bytes {
  return refusingSealed(() => fromBase64url(text, maxBytes));
}

function optionalBytes(text: string | undefined, maxBytes: number): Bytes | undefined {
  return text === undefined ? undefined : bytesIn(text, maxBytes);
}
