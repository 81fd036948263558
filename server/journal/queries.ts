/** Everything that can be asked of the journal. */
import type { AccountQueries } from "./read/accounts.ts";
import type { ConsoleQueries } from "./read/console.ts";
import type { ExportQueries } from "./read/exported.ts";
import type { FileQueries } from "./read/files.ts";
import type { FilterQueries } from "./read/filters.ts";
import type { AdmissionQueries } from "./read/admission.ts";
import type { RoomKeyQueries } from "./read/room_keys.ts";
import type { ConversationKeyQueries } from "./read/conversation_keys.ts";
import type { BotQueries } from "./read/bots.ts";
import type { ConnectedQueries } from "./read/connected.ts";
import type { HookQueries } from "./read/hooks.ts";
import type { ImportQueries } from "./read/imported.ts";
import type { KeyQueries } from "./read/keys.ts";
import type { MeasureQueries } from "./read/measures.ts";
import type { MessageQueries } from "./read/messages.ts";
import type { MetadataQueries } from "./read/metadata.ts";
import type { PushQueries } from "./read/push.ts";
import type { ReportQueries } from "./read/reports.ts";
import type { RoomQueries } from "./read/rooms.ts";
import type { SearchQueries } from "./read/search.ts";
import type { StaffQueries } from "./read/staff.ts";
import type { StartQueries } from "./read/starts.ts";

/** Kinds of queries by name, each with its fields and its result. */
export interface QueryMap
  extends
    AccountQueries,
    ConsoleQueries,
    AdmissionQueries,
    ConnectedQueries,
    ExportQueries,
    FileQueries,
    FilterQueries,
    BotQueries,
    HookQueries,
    ImportQueries,
    KeyQueries,
    ConversationKeyQueries,
    RoomKeyQueries,
    MeasureQueries,
    MessageQueries,
    MetadataQueries,
    PushQueries,
    ReportQueries,
    RoomQueries,
    SearchQueries,
    StaffQueries,
    StartQueries {}

/** The name of a kind of query. */
export type QueryKind = keyof QueryMap;

/** A query of the kind `K`; the journal stamps each with the time at which it was made. */
export type QueryOf<K extends QueryKind> = { kind: K; nowMs: number } & QueryMap[K]["fields"];

/** What a query of the kind `K` answers. */
export type AnswerOf<K extends QueryKind> = QueryMap[K]["result"];

/** Any query. */
export type Query = { [K in QueryKind]: QueryOf<K> }[QueryKind];
