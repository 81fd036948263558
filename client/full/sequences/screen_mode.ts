/** The sequences that give the whole screen to the client and back to the shell. */

/**
 * Takes the screen: alternate screen, grapheme clusters as characters where the terminal can (mode
 * 2027), arrows for the wheel (mode 1007: it does nothing in xterm where nobody asks for them), Escape
 * before what is typed with Meta or Alt (xterm's modes 1036 and 1039, which makes other letters of it
 * where nobody asks for them), no wrapping at the right edge, and everything cleared.
 */
export const ENTER_SCREEN =
  "\x1b[?1049h\x1b[?2027h\x1b[?1007;1036;1039s\x1b[?1007;1036;1039h\x1b[?7l\x1b[0m\x1b[2J\x1b[H";

/** Has the terminal report buttons and the wheel, without motion, in the form of SGR (1006). */
export const MOUSE_ON = "\x1b[?1000h\x1b[?1006h";
/** Ends that. */
export const MOUSE_OFF = "\x1b[?1006l\x1b[?1000l";

/** Gives it back: ends what may be begun (a frame, a link, a style) and shows the cursor again. */
export const LEAVE_SCREEN =
  "\x1b[?2026l\x1b]8;;\x1b\\\x1b[0m\x1b[?7h\x1b[?1007;1036;1039r\x1b[?2027l\x1b[?25h\x1b[?1049l";
