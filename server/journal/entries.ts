/** Everything that can be appended to the journal, and what becomes of it. */
import type { ErrorCode, ErrorDetail } from "../../protocol/errors.ts";
import type { AccountEntries } from "./write/accounts/accounts.ts";
import type { ConsoleEntries } from "./write/accounts/console.ts";
import type { BotEntries } from "./write/accounts/bots.ts";
import type { GuestEntries } from "./write/accounts/guests.ts";
import type { FilterEntries } from "./write/order/filters.ts";
import type { AdmissionEntries } from "./write/accounts/admission.ts";
import type { CredentialEntries } from "./write/accounts/credentials.ts";
import type { DefaultRoomEntries } from "./write/rooms/default_rooms.ts";
import type { HousekeepingEntries } from "./write/housekeeping/housekeeping.ts";
import type { HookEntries } from "./write/hooks/hooks.ts";
import type { HookMessageEntries } from "./write/hooks/hook_messages.ts";
import type { ImportEntries } from "./write/imports/imports.ts";
import type { ImportClaimEntries } from "./write/imports/claims.ts";
import type { ImportMessageEntries } from "./write/imports/import_messages.ts";
import type { KeyEntries } from "./write/keys/change_keys.ts";
import type { RoomSigningEntries } from "./write/keys/room_signing.ts";
import type { SealedEntries } from "./write/keys/sealed_messages.ts";
import type { MeasureEntries } from "./write/order/measures.ts";
import type { MetadataEntries } from "./write/accounts/metadata.ts";
import type { MessageEntries } from "./write/messages/messages.ts";
import type { PresenceEntries } from "./write/cluster/presence.ts";
import type { RemarkEntries } from "./write/messages/remarks.ts";
import type { WhisperEntries } from "./write/messages/whispers.ts";
import type { PushEntries } from "./write/accounts/push.ts";
import type { PurgeEntries } from "./write/messages/purges.ts";
import type { ReadingEntries } from "./write/messages/reading.ts";
import type { ReportEntries } from "./write/order/reports.ts";
import type { RetentionEntries } from "./write/messages/retention.ts";
import type { RoomOrderEntries } from "./write/rooms/room_orders.ts";
import type { RoomEntries } from "./write/rooms/rooms.ts";
import type { SignalEntries } from "./write/messages/signals.ts";
import type { SessionEntries } from "./write/accounts/sessions.ts";
import type { Announced } from "./records.ts";
import type { SimulationEntries } from "./write/order/simulations.ts";
import type { StaffEntries } from "./write/order/staff.ts";
import type { StartEntries } from "./write/housekeeping/starts.ts";
import type { StorageEntries } from "./write/housekeeping/storage.ts";

/** Kinds of entries by name, each with its fields and what it results in. */
export interface EntryMap
  extends
    AccountEntries,
    BotEntries,
    ConsoleEntries,
    FilterEntries,
    GuestEntries,
    AdmissionEntries,
    CredentialEntries,
    DefaultRoomEntries,
    HookEntries,
    HookMessageEntries,
    HousekeepingEntries,
    ImportClaimEntries,
    ImportEntries,
    ImportMessageEntries,
    KeyEntries,
    MeasureEntries,
    MetadataEntries,
    MessageEntries,
    PresenceEntries,
    RemarkEntries,
    WhisperEntries,
    PurgeEntries,
    PushEntries,
    ReadingEntries,
    ReportEntries,
    RetentionEntries,
    RoomEntries,
    RoomOrderEntries,
    RoomSigningEntries,
    SealedEntries,
    SessionEntries,
    SignalEntries,
    SimulationEntries,
    StaffEntries,
    StartEntries,
    StorageEntries {}

/** The name of a kind of entry. */
export type EntryKind = keyof EntryMap;

/** What is appended besides the kind: who acts (see actors.ts), and what the kind needs. */
export type FieldsOf<K extends EntryKind> = { actor: number } & EntryMap[K]["fields"];

/**
 * An entry of the kind `K`. The journal stamps each with the time at which it was appended.
 */
export type EntryOf<K extends EntryKind> =
  & { kind: K; timeMs: number; actor: number }
  & EntryMap[K]["fields"];

/** What an entry of the kind `K` results in once it is committed. */
export type ResultOf<K extends EntryKind> = EntryMap[K]["result"];

/** Any entry. */
export type Entry = { [K in EntryKind]: EntryOf<K> }[EntryKind];

/** The outcome of one entry of a batch. A refused one changed nothing. */
export type Outcome = Applied | Refused;

/** What an entry has resulted in. */
export interface Applied {
  result: ResultOf<EntryKind>;
  /** What the server said of it in the staff's room. */
  announced?: Announced[];
  /** The bytes (SHA-256) to which nothing refers any more: they may go from the disk. */
  freed?: string[];
  /** When it happened, where that is not when it was stamped. */
  timeMs?: number;
}

/** Why an entry or a query was refused. */
export interface Refused {
  refused: ErrorCode;
  message: string;
  /** After how many seconds it makes sense to try again. */
  retryAfterSeconds?: number | undefined;
  detail?: ErrorDetail | undefined;
}
