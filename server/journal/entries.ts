/** Everything that can be appended to the journal, and what becomes of it. */
import type { ErrorCode, ErrorDetail } from "../../protocol/errors.ts";
import type { AccountEntries } from "./write/accounts.ts";
import type { ConsoleEntries } from "./write/console.ts";
import type { FilterEntries } from "./write/filters.ts";
import type { AdmissionEntries } from "./write/admission.ts";
import type { CredentialEntries } from "./write/credentials.ts";
import type { MeasureEntries } from "./write/measures.ts";
import type { MessageEntries } from "./write/messages.ts";
import type { PurgeEntries } from "./write/purges.ts";
import type { ReadingEntries } from "./write/reading.ts";
import type { ReportEntries } from "./write/reports.ts";
import type { RoomOrderEntries } from "./write/room_orders.ts";
import type { RoomEntries } from "./write/rooms.ts";
import type { SessionEntries } from "./write/sessions.ts";
import type { Announced } from "./records.ts";
import type { SimulationEntries } from "./write/simulations.ts";
import type { StaffEntries } from "./write/staff.ts";

/** Kinds of entries by name, each with its fields and what it results in. */
export interface EntryMap
  extends
    AccountEntries,
    ConsoleEntries,
    FilterEntries,
    AdmissionEntries,
    CredentialEntries,
    MeasureEntries,
    MessageEntries,
    PurgeEntries,
    ReadingEntries,
    ReportEntries,
    RoomEntries,
    RoomOrderEntries,
    SessionEntries,
    SimulationEntries,
    StaffEntries {}

/** The name of a kind of entry. */
export type EntryKind = keyof EntryMap;

/** What is appended besides the kind: who acts (see actors.ts), and what the kind needs. */
export type FieldsOf<K extends EntryKind> = { actor: number } & EntryMap[K]["fields"];

/** An entry of the kind `K`; the journal stamps each with the time at which it was appended. */
export type EntryOf<K extends EntryKind> =
  & { kind: K; timeMs: number; actor: number }
  & EntryMap[K]["fields"];

/** What an entry of the kind `K` results in once it is committed. */
export type ResultOf<K extends EntryKind> = EntryMap[K]["result"];

/** Any entry. */
export type Entry = { [K in EntryKind]: EntryOf<K> }[EntryKind];

/** The outcome of one entry of a batch. A refused one changed nothing. */
export type Outcome = { result: ResultOf<EntryKind>; announced?: Announced[] } | Refused;

/** Why an entry or a query was refused. */
export interface Refused {
  refused: ErrorCode;
  message: string;
  /** After how many seconds it makes sense to try again. */
  retryAfterSeconds?: number | undefined;
  detail?: ErrorDetail | undefined;
}
