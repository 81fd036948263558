/** What the built program may do: the permission flags that both kinds of executable are given. */

/** Environment variables that the program reads; every other one looks as if it were not set. */
export const ENVIRONMENT: readonly string[] = [
  // Our own (each option of a server is one), and where people keep their files.
  "APPDATA",
  "CHAT_*",
  "HOME",
  "LOCALAPPDATA",
  "LOGNAME",
  "USER",
  "USERNAME",
  "USERPROFILE",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_STATE_HOME",
  // Through what servers are connected to.
  "ALL_PROXY",
  "NO_PROXY",
  "all_proxy",
  "no_proxy",
  // Where systemd is told how a server is.
  "NOTIFY_SOCKET",
  // What the terminal can do.
  "CLICOLOR",
  "CLICOLOR_FORCE",
  "COLORFGBG",
  "COLORTERM",
  "COLUMNS",
  "FORCE_COLOR",
  "GHOSTTY_RESOURCES_DIR",
  "ITERM_SESSION_ID",
  "KITTY_WINDOW_ID",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "LC_TERMINAL",
  "LINES",
  "NO_COLOR",
  "STY",
  "TERM",
  "TERM_PROGRAM",
  "TERMINFO",
  "TMUX",
  "TZ",
  "VTE_VERSION",
  "WEZTERM_PANE",
  "WT_SESSION",
];

/**
 * What the program may ask the operating system: its name, its addresses, how much memory it may use,
 * how much room a disk has, and to have a thread step back.
 */
const SYSTEM = [
  "getPriority",
  "hostname",
  "networkInterfaces",
  "setPriority",
  "statfs",
  "systemMemoryInfo",
];

/** The program with which people open files, by the system as targets call it: `/open` asks for it. */
const OPENERS: Readonly<Record<string, string>> = {
  darwin: "open",
  linux: "xdg-open",
  windows: "explorer",
};

/** The flag that allows what opens files on a system (`linux`, or a target triple), and `others`. */
export function runFlag(system: string, others: readonly string[] = []): string {
  const opener = Object.keys(OPENERS).find((name) => system.includes(name));
  return `--allow-run=${[...others, OPENERS[opener ?? "linux"]].join(",")}`;
}

/**
 * The flags, for `deno compile` and for `deno run`. Any address may be served or connected to and
 * any folder may be the data folder, so those are open; native libraries are not, nor are other
 * programs than those of {@linkcode runFlag}.
 */
export const PERMISSION_FLAGS: readonly string[] = [
  // Datagrams to the sockets of systemd; nothing else that is there without it changes.
  "--unstable-net",
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  `--allow-env=${ENVIRONMENT.join(",")}`,
  "--ignore-env",
  `--allow-sys=${SYSTEM.join(",")}`,
];
