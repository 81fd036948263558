/** What a terminal is sent to ring, to change its title, to show a message on the desktop. */
import { printable } from "../../../protocol/text/printable.ts";
import type { Notification } from "./notifications.ts";
import { throughMultiplexer } from "./passthrough.ts";

type Environment = (name: string) => string | undefined;

/** Rings. */
export const BELL = "\x07";

/** Has the terminal report when its window gets and loses the focus (xterm, DEC 1004), or stop. */
export const FOCUS_ON = "\x1b[?1004h";
export const FOCUS_OFF = "\x1b[?1004l";

/** Longest text of a title and of a message on the desktop, in UTF-16 units. */
const MAX_TITLE_LENGTH = 200;
const MAX_TEXT_LENGTH = 300;

/** Keeps the title of the window, and brings it back (xterm, XTWINOPS 22 and 23). */
const PUSH_TITLE = "\x1b[22;2t";
const POP_TITLE = "\x1b[23;2t";

/** Terminals that write out or misread what they do not know. */
const SIMPLE_TERMINAL = /^(?:|dumb|linux|cons\d+|vt\d+|sun|wsvt\d+)(?:-.*)?$/;

/** The ways in which terminals are asked to show a message on the desktop. */
export type DesktopWay =
  /** `OSC 9 ; text`: iTerm2, Windows Terminal and others. */
  | "osc9"
  /** `OSC 777 ; notify ; title ; text`: rxvt-unicode, foot, VTE and others. */
  | "osc777"
  /** `OSC 99`: kitty. */
  | "osc99";

/** Whether the terminal has a title that can be set. */
export function hasTitle(environment: Environment): boolean {
  return !SIMPLE_TERMINAL.test(environment("TERM") ?? "");
}

/** How this terminal shows messages on the desktop; `undefined` when it is not known to do so. */
export function desktopWay(environment: Environment): DesktopWay | undefined {
  const isSet = (name: string) => (environment(name) ?? "") !== "";
  const term = environment("TERM") ?? "";
  if (SIMPLE_TERMINAL.test(term)) return undefined;
  // Inside a multiplexer only what the terminal has left in the environment tells which it is.
  if (isSet("KITTY_WINDOW_ID") || term === "xterm-kitty") return "osc99";
  const program = environment("TERM_PROGRAM") ?? "";
  if (
    program === "iTerm.app" || isSet("ITERM_SESSION_ID") ||
    environment("LC_TERMINAL") === "iTerm2" || isSet("WT_SESSION")
  ) return "osc9";
  if (
    program === "ghostty" || program === "WezTerm" || isSet("GHOSTTY_RESOURCES_DIR") ||
    isSet("WEZTERM_PANE") || isSet("VTE_VERSION") || /^(?:foot|rxvt|contour)/.test(term)
  ) return "osc777";
  return undefined;
}

/** Shows a message on the desktop; nothing in it can end the sequence or be taken for a command. */
export function desktopSequence(
  { text, title }: Notification,
  { environment, way }: { environment: Environment; way: DesktopWay },
): string {
  const safeTitle = harmless(title, MAX_TITLE_LENGTH);
  const safeText = harmless(text, MAX_TEXT_LENGTH);
  return throughMultiplexer(sequence(), environment);

  function sequence(): string {
    switch (way) {
      case "osc9":
        // A digit and a semicolon at the start would be another command (ConEmu).
        return `\x1b]9;${safeTitle.replaceAll(";", ",")}: ${safeText}\x07`;
      case "osc777":
        return `\x1b]777;notify;${safeTitle.replaceAll(";", ",")};${safeText}\x07`;
      case "osc99":
        return `\x1b]99;i=chat:d=0;${safeTitle}\x1b\\\x1b]99;i=chat:p=body;${safeText}\x1b\\`;
    }
  }
}

/** Sets the title of the window (xterm, OSC 2). */
export function titleSequence(title: string): string {
  return `\x1b]2;${harmless(title, MAX_TITLE_LENGTH)}\x07`;
}

/** Keeps the title that the window has; {@linkcode restoreTitle} brings it back. */
export function keepTitle(): string {
  return PUSH_TITLE;
}

/** Where nothing can be kept, the title is empty and not that of a program that has gone. */
export function restoreTitle(): string {
  return `\x1b]2;\x07${POP_TITLE}`;
}

function harmless(text: string, maxLength: number): string {
  return printable(text.slice(0, maxLength));
}
