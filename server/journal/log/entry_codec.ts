/**
 * Entries as bytes, for whoever keeps or sends them: JSON in UTF-8, on one line.
 *
 *     {"version":1,"kind":"offer_claim","timeMs":1700000000000,"actor":-1,"fields":{"codeHash":{"$bytes":"q80="}}}
 *
 * - `version` is that of the kind: it grows when the fields of the kind come to mean something else.
 *   A decoder turns older ones into the newest; what is newer than itself it does not guess.
 * - `fields` are the others of the entry. Bytes are `{"$bytes": base64}`. `undefined` is
 *   `{"$undefined": true}`, so that the same entry comes back, key by key.
 * - Numbers are finite, and no key begins with `$` but these two.
 */
import type { Entry, EntryKind } from "../entries.ts";

/** The version of each kind. */
export const ENTRY_VERSIONS: { readonly [K in EntryKind]: number } = {
  add_account: 1,
  add_bot: 1,
  add_hook: 1,
  add_invite: 1,
  allow_name: 1,
  ban_network: 1,
  call_account: 1,
  came: 1,
  change_keys: 1,
  claim: 1,
  claim_imported: 1,
  clear_deleted_rooms: 1,
  close_sessions: 1,
  create_room: 1,
  delete: 1,
  delete_account: 1,
  delete_room: 1,
  disable_second_factor: 1,
  disallow_name: 1,
  edit: 1,
  edit_sealed: 1,
  enable_second_factor: 1,
  end_account: 1,
  end_guest: 1,
  end_guests: 1,
  end_registration: 1,
  enter_guest: 1,
  erase_own: 1,
  expire: 1,
  expire_messages: 1,
  filter: 1,
  forget: 1,
  forget_node: 1,
  found_room: 1,
  grant: 1,
  ignore: 1,
  import_author: 1,
  import_messages: 1,
  import_room: 1,
  invite: 1,
  join_room: 1,
  keep_push_key: 1,
  keep_vault: 1,
  kick: 1,
  left: 1,
  lift: 1,
  lift_mask: 1,
  lock: 1,
  login_failed: 1,
  mark_read: 1,
  may_be_called: 1,
  may_register: 1,
  node_gone: 1,
  note_hook: 1,
  note_start: 1,
  note_uptime: 1,
  note_use: 1,
  offer_claim: 1,
  offer_second_factor: 1,
  open_session: 1,
  open_token: 1,
  part_room: 1,
  purge: 1,
  raise_level: 1,
  react: 1,
  react_sealed: 1,
  register: 1,
  remark: 1,
  rename_room: 1,
  rename_guest: 1,
  replace_password: 1,
  report: 1,
  reset_password: 1,
  reset_second_factor: 1,
  resolve_report: 1,
  restrain: 1,
  restrain_mask: 1,
  resume_hook: 1,
  resume_session: 1,
  revoke_hook: 1,
  revoke_token: 1,
  revoke_invite: 1,
  say_away: 1,
  set_metadata: 1,
  say_direct: 1,
  say_hook: 1,
  say_room: 1,
  say_sealed: 1,
  say_sealed_room: 1,
  seen: 1,
  set_default_rooms: 1,
  set_password: 1,
  set_profile: 1,
  set_registration: 1,
  set_role: 1,
  set_room: 1,
  set_room_further: 1,
  set_topic: 1,
  sign_room: 1,
  signal: 1,
  simulate: 1,
  skip_ids: 1,
  slow: 1,
  subscribe_push: 1,
  tie_device: 1,
  unfilter: 1,
  unignore: 1,
  unreact_sealed: 1,
  unsubscribe_push: 1,
  warn_storage: 1,
  whisper: 1,
};

/** Bytes are no entry that this program understands: whoever reads them must not go on. */
export class EntryCodecError extends Error {
  override readonly name = "EntryCodecError";
}

/** An entry as bytes. Throws {EntryCodecError} for what has no such form. */
export function encodeEntry(entry: Entry): Uint8Array<ArrayBuffer> {
  const { kind, timeMs, actor, ...fields } = entry;
  const written = {
    version: ENTRY_VERSIONS[kind],
    kind,
    timeMs: checkedNumber(timeMs),
    actor: checkedNumber(actor),
    fields: packed(fields),
  };
  return new TextEncoder().encode(JSON.stringify(written));
}

/**
 * The entry that was encoded.
 *
 * @throws {EntryCodecError} when these are other bytes, or of a kind or a version that is not known.
 */
export function decodeEntry(bytes: Uint8Array): Entry {
  const written = parsed(bytes);
  if (!isObject(written)) throw new EntryCodecError("These bytes are no entry");
  const { version, kind, timeMs, actor, fields } = written;
  if (typeof kind !== "string" || !Object.hasOwn(ENTRY_VERSIONS, kind)) {
    throw new EntryCodecError(`There is an entry of the unknown kind ${JSON.stringify(kind)}`);
  }
  if (version !== ENTRY_VERSIONS[kind as EntryKind]) {
    throw new EntryCodecError(`There is an entry "${kind}" of the unknown version ${version}`);
  }
  if (typeof timeMs !== "number" || typeof actor !== "number" || !isObject(fields)) {
    throw new EntryCodecError(`There is an entry "${kind}" that is not whole`);
  }
  return { ...unpacked(fields) as object, kind, timeMs, actor } as unknown as Entry;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new EntryCodecError("These bytes are no entry", { cause });
  }
}

function packed(value: unknown): unknown {
  if (value === undefined) return { $undefined: true };
  if (value instanceof Uint8Array) return { $bytes: value.toBase64() };
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value === "number") return checkedNumber(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (!isObject(value)) throw new EntryCodecError(`A ${typeof value} is no part of an entry`);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key.startsWith("$")) throw new EntryCodecError(`No field is called ${key}`);
      return [key, packed(inner)];
    }),
  );
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (!isObject(value)) return value;
  const { $bytes: base64, $undefined: isUndefined } = value;
  if (typeof base64 === "string") return bytesOf(base64);
  if (isUndefined === true) return undefined;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key.startsWith("$")) throw new EntryCodecError(`No field is called ${key}`);
      return [key, unpacked(inner)];
    }),
  );
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(base64);
  } catch (cause) {
    throw new EntryCodecError("There are bytes in an entry that cannot be read", { cause });
  }
}

function checkedNumber(value: number): number {
  if (!Number.isFinite(value)) throw new EntryCodecError(`${value} is no number of an entry`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
