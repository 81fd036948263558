/** Bounds that both sides of the wire know; the server repeats them in its `hello`. */

/** Longest line on the wire in either direction, in bytes, without its line end. */
export const MAX_LINE_BYTES = 65_536;

/** Longest text of one message, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 8_192;

/** Fewest and most characters of a username. */
export const MIN_USERNAME_LENGTH = 3;
export const MAX_USERNAME_LENGTH = 32;

/** Most characters of a room name, without the `#`. */
export const MAX_ROOM_NAME_LENGTH = 32;

/** Fewest and most characters of a password (NIST SP 800-63B, section 3.1.1.2). */
export const MIN_PASSWORD_LENGTH = 8;
export const MAX_PASSWORD_LENGTH = 1_024;

/** Most characters of the reason for a measure, or for being away. */
export const MAX_REASON_LENGTH = 200;

/** Most characters of what clients ask each other. */
export const MAX_SIGNAL_LENGTH = 400;

/** Most characters of a remark on a message. */
export const MAX_REMARK_LENGTH = 32;

/** Most characters of a `nonce`. */
export const MAX_NONCE_LENGTH = 128;

/** Most characters of a `ref` that is a string. */
export const MAX_REF_LENGTH = 128;

/** Messages in one page of `poll` or `history`: without a `limit`, and at most. */
export const DEFAULT_PAGE_MESSAGES = 100;
export const MAX_PAGE_MESSAGES = 1_000;

/** How long the same `nonce` from the same account means the same message, in milliseconds. */
export const NONCE_LIFETIME_MS = 24 * 60 * 60 * 1_000;

/** The room that new accounts come into unless other ones were chosen; what is said nowhere goes there. */
export const GENERAL_ROOM = "general";

/** Who the server is in what it writes itself; no username can be like it. */
export const SERVER_NAME = "*server*";

/** What stands where the name of a deleted account stood; no username can be like it. */
export const DELETED_USER = "deleted user";

/** The shortest time, in seconds, after which messages may go by themselves. */
export const MIN_RETENTION_SECONDS = 24 * 60 * 60;

/** For how many seconds one has been in a room before `@room` calls everybody, unless it is set. */
export const USUAL_CALL_AFTER_SECONDS = 24 * 60 * 60;

/** The room of those who keep order, in which the server says what happens. */
export const STAFF_ROOM = "moderation";

/** The port that both commands use when none is given. */
export const DEFAULT_PORT = 5_000;
