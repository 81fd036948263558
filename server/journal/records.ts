/** Records that entries result in and queries answer, as everything behind the journal uses them. */
import type { OwnKeys, ServerRole } from "../../protocol/records.ts";

/** A room as the server holds it in memory. */
export interface RoomRecord {
  id: number;
  name: string;
}

/** An account as commands need it after a login. */
export interface AccountRecord {
  id: number;
  name: string;
  /** Its role on the server. */
  role: ServerRole;
  /** Whether it ends when nobody is connected as it. */
  isGuest?: boolean;
  /** The session that was opened or resumed. */
  session: number;
  /** The rooms that it is in. */
  rooms: RoomRecord[];
  /** Older sessions whose place this one took, because there were too many. */
  displaced: number[];
  /** The end of its log of devices, if it has one. */
  keys: OwnKeys | undefined;
  /** Whether it is the account of a program. */
  isBot: boolean;
}

/** A message of the server, to be published once it is committed. */
export interface Announced {
  id: number;
  timeMs: number;
  room: RoomRecord;
  text: string;
}
