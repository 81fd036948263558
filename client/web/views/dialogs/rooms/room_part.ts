/** What each part of the dialog about a room is given. */
import type { RoomInfo } from "../../../../../protocol/records.ts";

/** The room as it was when it was asked for last. */
export interface RoomPart {
  readonly info: RoomInfo;
  /** Something about the room was changed. */
  readonly onChange: () => void;
}
