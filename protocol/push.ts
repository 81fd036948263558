/** What a browser says of how it wants to be told while no page is open (Web Push). */

/** Of which messages: mentions and private ones, or all. */
export type PushNotify = "mentions" | "all";

/** Of which messages of one room or one person. */
export type PlaceMode =
  & { readonly notify: "none" | PushNotify }
  & (
    | { readonly room: string; readonly with?: never }
    | { readonly with: string; readonly room?: never }
  );

/** Hours of every day in which nothing is pushed, by the clocks of a time zone. */
export interface QuietHours {
  /** Minutes since midnight, 0 to 1439: from then on, and until then. They may go over midnight. */
  readonly from: number;
  readonly to: number;
  /** A name of the IANA time zone database. */
  readonly zone: string;
}

/** Most places with a mode of their own. */
export const MAX_PLACE_MODES = 200;

/**
 * What a push brings, as JSON. Clients ignore fields and values that they do not know.
 */
export interface PushPayload {
  /** Of the message. */
  id: number;
  from: string;
  /** The room, or nothing for a private message from `from`. */
  room?: string;
  /** Missing where the browser asked for none; it may be cut off. */
  text?: string;
  /** Whether the message mentions the reader. */
  mention?: true;
}
