/** Publishes what happens to accounts and their sessions. */
import { type Bytes, toBase64url } from "../../protocol/encryption/bytes.ts";
import type { KeysChangedEvent } from "../../protocol/events.ts";
import { isoTime } from "../base/iso_time.ts";
import type { Hub } from "../live/hub.ts";
import type { Ignoring } from "../journal/write/accounts/accounts.ts";
import { publishPurged } from "./changes.ts";
import type { Publishers } from "./publishers.ts";

/** Entries about accounts. */
export const ACCOUNT_PUBLISHERS = {
  register({ guest }, record, { hub }, isAwaited) {
    if (isAwaited) hub.expect(record);
    else if (guest === record.id) hub.appearance.keepGuest(record.id);
  },

  open_session({ actor: account }, record, { hub }, isAwaited) {
    hub.closeSessions(account, record.displaced, "revoked");
    if (isAwaited) hub.expect(record);
  },

  resume_session(_entry, record, { hub }, isAwaited) {
    if (isAwaited) hub.expect(record);
  },

  open_token(_entry, { account, displaced }, { hub }) {
    hub.closeSessions(account, displaced, "revoked");
  },

  revoke_token(_entry, { account, closed }, { hub }) {
    hub.closeSessions(account, closed, "revoked");
  },

  enter_guest(_entry, record, { hub }, isAwaited) {
    if (isAwaited) hub.expect(record);
  },

  rename_guest({ actor: account }, { name }, { hub }) {
    hub.appearance.renameAccount(account, name);
  },

  call_account({ actor: id, name: nick }, { account: name }, { hub, onCalled }) {
    onCalled?.({ id, name }, nick);
    hub.appearance.callAccount(id, nick);
  },

  end_guest({ account }, { unreacted }, { hub }) {
    publishPurged(hub, { deleted: [], unreacted });
    // Somebody may have come with its token after the last connection had gone.
    hub.closeAccount(account, "revoked");
  },

  end_guests(_entry, { unreacted }, { hub }) {
    publishPurged(hub, { deleted: [], unreacted });
  },

  close_sessions(entry, closed, { hub }) {
    if ("allBut" in entry) hub.closeOtherSessions(entry.account, entry.allBut, "revoked");
    else hub.closeSessions(entry.account, closed, "revoked");
  },

  set_password({ actor: account, session }, _result, { hub }) {
    hub.closeOtherSessions(account, session, "revoked");
  },

  replace_password(_entry, account, { hub }) {
    hub.endConnections(account, "revoked", "Your password was changed; log in with the new one");
  },

  reset_password(_entry, { account, by }, { hub }) {
    const message = `${by} asks you to choose another password; log in with the one you have`;
    hub.endConnections(account, "password_reset", message);
  },

  reset_second_factor(_entry, { account, by }, { hub }) {
    const text = `${by} took your second factor off; only your password protects this account now`;
    const facts = { code: "second_factor_reset", by } as const;
    hub.publishToAccounts([account], { event: "notice", text, ...facts });
  },

  delete_account({ actor: account }, { unreacted }, { hub }) {
    publishPurged(hub, { deleted: [], unreacted });
    hub.closeAccount(account, "account_deleted");
  },

  end_account(_entry, { account, unreacted }, { hub }) {
    publishPurged(hub, { deleted: [], unreacted });
    hub.closeAccount(account, "account_deleted");
  },

  set_profile({ actor: account }, { displayName }, { hub }) {
    if (displayName !== undefined) hub.appearance.setShownName(account, displayName);
  },

  set_metadata({ actor, key }, { room, value }, { hub }) {
    if (room === undefined) hub.appearance.setMetadata(actor, { key, value });
    else hub.appearance.setRoomMetadata(room, { key, value });
  },

  change_keys({ actor: account, timeMs }, { told, closed, ...end }, { hub }) {
    hub.publishToAccounts(told, keysChanged(end, timeMs));
    hub.closeSessions(account, closed, "revoked");
  },

  keep_vault({ actor: account, timeMs }, end, { hub }) {
    hub.publishToAccounts([account], keysChanged(end, timeMs));
  },

  ignore({ actor: account }, ignoring, { hub }) {
    publishIgnored(hub, account, ignoring);
  },

  unignore({ actor: account }, ignoring, { hub }) {
    publishIgnored(hub, account, ignoring);
  },
} as const satisfies Publishers;

/** The log of `name` ends here, or the devices of that account keep something else together. */
function keysChanged(
  { head, name, root, seq }: { name: string; root: Bytes; seq: number; head: Bytes },
  timeMs: number,
): KeysChangedEvent {
  return {
    event: "keys_changed",
    username: name,
    root: toBase64url(root),
    seq,
    head: toBase64url(head),
    time: isoTime(timeMs),
  };
}

/** Others watch whoever ignores them, also when the one who does is gone before it is committed. */
function publishIgnored(hub: Hub, id: number, { name, users }: Ignoring): void {
  const connections = hub.account(id)?.connections ?? [];
  hub.watches.ignores({ name, connections }, users);
  hub.publishToAccounts([id], { event: "ignored", users });
}
