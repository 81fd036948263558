/** How much of the past is shown. */

/** Most messages that `/history` and `--history` ask for. */
export const MAX_HISTORY_MESSAGES = 1_000;

/** How many messages of the past are shown when nobody says otherwise. */
export const DEFAULT_HISTORY_MESSAGES = 20;
