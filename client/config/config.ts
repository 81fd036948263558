/** The settings of the client that a file can change, and what they are without one. */
import type { KeyOverrides } from "../keys/keymap.ts";
import type { Part } from "../theme/palettes.ts";

/** The themes that need no file; `auto` is the one that fits the terminal's background. */
export const THEMES = ["auto", "dark", "light"] as const;

/** A theme without a file. */
export type BaseTheme = (typeof THEMES)[number];

/** What a theme file says: looks that are other than in the theme on which it stands. */
export interface ThemeFile {
  readonly base: BaseTheme;
  readonly colours: Readonly<Partial<Record<Part, string>>>;
  readonly nicks: readonly string[];
}

/** All settings. */
export interface Config {
  /** One of {@linkcode THEMES}, or the name of a theme file. */
  readonly theme: string;
  /** Looks of single parts of the screen that are other than in the theme. */
  readonly colours: Readonly<Partial<Record<Part, string>>>;
  /** Looks among which names are shared out; empty: those of the theme. */
  readonly nicks: readonly string[];
  /** As in strftime. */
  readonly timeFormat: string;
  /** Most columns of the names left of the messages. */
  readonly namesColumns: number;
  /** Whether what was sent can be gone back to in the next run too. */
  readonly keepInputHistory: boolean;
  /** Whether `connect` without an address opens the servers that were open last. */
  readonly reopen: boolean;
  /** Whether clicks and the wheel count from the start. */
  readonly mouse: boolean;
  /** Through what servers are connected to; empty: as `ALL_PROXY` says, `none`: through nothing,
   * `UNREAD_PROXY`: it cannot be known. */
  readonly proxy: string;
  /** Who comes and goes: all, those who have spoken lately, or nobody. */
  readonly traffic: TrafficMode;
  readonly typing: TypingSettings;
  /** Whether the list leaves out rooms about which nothing is told. */
  readonly hideMuted: boolean;
  readonly notifications: NotificationSettings;
  readonly files: FileSettings;
  readonly links: LinkSettings;
  readonly log: LogSettings;
  readonly spelling: SpellingSettings;
  /** Programs that hear of what happens and may ask for something, by names of their own. */
  readonly extensions: Readonly<Record<string, ExtensionSettings>>;
  /** Servers by names of the reader's own: `work` for `alice@chat.example:5000`. */
  readonly servers: Readonly<Record<string, string>>;
  /** What people type after a slash, and what it stands for. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Keys of the actions that have other ones than in the table. */
  readonly keys: KeyOverrides;
  /** What keys enter as if it had been typed, by their chords. */
  readonly keyCommands: Readonly<Record<string, string>>;
}

/** Whose comings and goings are shown: everybody's, those of who has spoken lately, nobody's. */
export type TrafficMode = "all" | "smart" | "off";

/** That somebody is typing. */
export interface TypingSettings {
  /** Whether it is shown of others. */
  readonly show: boolean;
  /** Whether others are told of the reader. */
  readonly tell: boolean;
}

/** About which messages of a room the reader wants to be told. */
export type NotifyMode = "all" | "mentions" | "none";

/** In which ways somebody wants to be told. */
export interface NotificationWays {
  readonly bell: boolean;
  readonly title: boolean;
  readonly desktop: boolean;
}

/** About what and how somebody is told. */
export interface NotificationSettings extends NotificationWays {
  /** For rooms that are not among `rooms`. */
  readonly mode: NotifyMode;
  /** By room or person as people write them: `#ops`, `@bob`; in lower case. */
  readonly rooms: Readonly<Record<string, NotifyMode>>;
  /** Words that call the reader as the own name does; `*` at an end stands for any letters. */
  readonly words: readonly string[];
}

/** How images are shown: as the terminal can, in blocks of characters, or not at all. */
export type PictureMode = "auto" | "blocks" | "none";

/** What becomes of links. */
export interface LinkSettings {
  /** The program that opens them; empty: that of the system. */
  readonly program: string;
}

/** What becomes of files. */
export interface FileSettings {
  /** Where they go that are fetched; empty: `Downloads` in the home folder, or the current folder. */
  readonly downloads: string;
  readonly pictures: PictureMode;
}

/** By which dictionaries what is written is looked at. */
export interface SpellingSettings {
  /** Names parted by blanks, `auto` for that of the locale; empty: by none. */
  readonly language: string;
  /** The same for single rooms and people, as in the log. */
  readonly rooms: Readonly<Record<string, string>>;
}

/** Whether messages are written to a file: those that were encrypted only with `encrypted`. */
export type LogMode = "off" | "on" | "encrypted";

/** What becomes of messages besides being shown. */
export interface LogSettings {
  /** The folder of the logs; empty: `logs` in the config folder. */
  readonly folder: string;
  /** By room or person, in lower case: `#ops`, or `host:port #ops` at one server only. */
  readonly rooms: Readonly<Record<string, LogMode>>;
}

/** What an extension may hear of. */
export const EXTENSION_EVENTS = ["message", "mention", "change", "connection"] as const;

/** What an extension may ask for. */
export const EXTENSION_REQUESTS = ["show", "status", "notify", "say"] as const;

/** A program that runs beside the client, and what it may do. */
export interface ExtensionSettings {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Of what it hears; `mention`: of messages that call the reader. */
  readonly events: readonly (typeof EXTENSION_EVENTS)[number][];
  /** What it may ask for. */
  readonly requests: readonly (typeof EXTENSION_REQUESTS)[number][];
  /** About which rooms and people, as in the log; empty: about all. */
  readonly rooms: readonly string[];
  /** Where it may read and write what is encrypted; nowhere else. */
  readonly encrypted: readonly string[];
}

/** The bounds of `namesColumns`. */
export const NAMES_COLUMNS = { min: 4, max: 32 } as const;

/** What holds without a file. */
export const DEFAULT_CONFIG: Config = {
  theme: "auto",
  colours: {},
  nicks: [],
  timeFormat: "%H:%M",
  namesColumns: 16,
  keepInputHistory: true,
  reopen: true,
  mouse: false,
  proxy: "",
  traffic: "all",
  typing: { show: true, tell: true },
  hideMuted: false,
  notifications: { mode: "mentions", rooms: {}, words: [], bell: true, title: true, desktop: true },
  files: { downloads: "", pictures: "auto" },
  links: { program: "" },
  log: { folder: "", rooms: {} },
  spelling: { language: "", rooms: {} },
  extensions: {},
  servers: {},
  aliases: {},
  keys: {},
  keyCommands: {},
};
