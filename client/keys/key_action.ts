/** What keys can do in the full-screen client, as one table: from it keys, config and help are made. */

/** Where an action stands in the help. */
export type KeyTopic =
  | "rooms"
  | "windows"
  | "reading"
  | "writing"
  | "editing"
  | "message"
  | "program";

/**
 * While one types; while the text is scrolled back, before what keys do while one types; while a
 * message of the conversation is selected; or behind the key that is for windows.
 */
export type KeyMode = "typing" | "reading" | "selecting" | "window";

/** One thing that keys can do. */
interface KeySpec {
  /** Chords as the config file writes them; the first is the one that help names first. */
  keys: readonly string[];
  topic: KeyTopic;
  help: string;
  /** @default "typing" */
  mode?: KeyMode;
  /** The terminal itself deals with these: they cannot be put on other keys. */
  isFixed?: true;
}

/** Every action with the keys that it has unless the config file says otherwise. */
const KEY_SPECS = {
  "room-1": { keys: ["alt+1"], topic: "rooms", help: "go to the first room of the list" },
  "room-2": { keys: ["alt+2"], topic: "rooms", help: "go to the second room" },
  "room-3": { keys: ["alt+3"], topic: "rooms", help: "go to the third room" },
  "room-4": { keys: ["alt+4"], topic: "rooms", help: "go to the fourth room" },
  "room-5": { keys: ["alt+5"], topic: "rooms", help: "go to the fifth room" },
  "room-6": { keys: ["alt+6"], topic: "rooms", help: "go to the sixth room" },
  "room-7": { keys: ["alt+7"], topic: "rooms", help: "go to the seventh room" },
  "room-8": { keys: ["alt+8"], topic: "rooms", help: "go to the eighth room" },
  "room-9": { keys: ["alt+9"], topic: "rooms", help: "go to the ninth room" },
  "number": {
    keys: ["alt+j"],
    topic: "rooms",
    help: "go to a room by two digits: 01 to 99",
  },
  "news": {
    keys: ["alt+a"],
    topic: "rooms",
    help: "go to the next room with something new, mentions first",
  },
  "previous-room": { keys: ["ctrl+p", "alt+up"], topic: "rooms", help: "go to the room above" },
  "next-room": { keys: ["ctrl+n", "alt+down"], topic: "rooms", help: "go to the room below" },
  "jump": {
    keys: ["alt+k"],
    topic: "rooms",
    help: "go to a room or person by typing part of its name",
  },
  "move-up": {
    keys: ["alt+shift+up"],
    topic: "rooms",
    help: "move the room up in the list",
  },
  "move-down": {
    keys: ["alt+shift+down"],
    topic: "rooms",
    help: "move the room down in the list",
  },

  "window": { keys: ["alt+w"], topic: "windows", help: "the next key is for windows" },
  "window-next": { keys: ["f8"], topic: "windows", help: "to the next window" },
  "window-previous": { keys: ["f7"], topic: "windows", help: "to the window before" },
  "zoom": {
    keys: ["alt+z"],
    topic: "windows",
    help: "this window alone, and all of them again",
  },
  "next-target": {
    keys: ["ctrl+x"],
    topic: "windows",
    help: "in a view of several rooms: write to the next of them",
  },
  "split-right": {
    keys: ["v", "%"],
    topic: "windows",
    mode: "window",
    help: "a new window to the right of this one",
  },
  "split-below": {
    keys: ["s", '"'],
    topic: "windows",
    mode: "window",
    help: "a new window below this one",
  },
  "window-left": {
    keys: ["left", "alt+left", "h"],
    topic: "windows",
    mode: "window",
    help: "to the window on the left",
  },
  "window-right": {
    keys: ["right", "alt+right", "l"],
    topic: "windows",
    mode: "window",
    help: "to the window on the right",
  },
  "window-up": {
    keys: ["up", "alt+up", "k"],
    topic: "windows",
    mode: "window",
    help: "to the window above",
  },
  "window-down": {
    keys: ["down", "alt+down", "j"],
    topic: "windows",
    mode: "window",
    help: "to the window below",
  },
  "window-zoom": {
    keys: ["z"],
    topic: "windows",
    mode: "window",
    help: "this window alone, and all of them again",
  },
  "window-close": { keys: ["x", "c"], topic: "windows", mode: "window", help: "close this window" },
  "window-only": { keys: ["o"], topic: "windows", mode: "window", help: "close all others" },
  "window-grow": { keys: ["+"], topic: "windows", mode: "window", help: "make it larger" },
  "window-shrink": { keys: ["-"], topic: "windows", mode: "window", help: "make it smaller" },
  "window-balance": {
    keys: ["=", "b", "alt+b"],
    topic: "windows",
    mode: "window",
    help: "make all equally large",
  },

  "page-up": { keys: ["pageup"], topic: "reading", help: "back by a page; fetches what is older" },
  "page-down": { keys: ["pagedown"], topic: "reading", help: "forward by a page" },
  "scroll-up": { keys: ["ctrl+up", "wheelup"], topic: "reading", help: "back by a row" },
  "scroll-down": { keys: ["ctrl+down", "wheeldown"], topic: "reading", help: "forward by a row" },
  "to-end": {
    keys: ["alt+end", "ctrl+end", "alt+>"],
    topic: "reading",
    help: "to the newest message",
  },
  "first-unread": { keys: ["alt+u"], topic: "reading", help: "to the first unread message" },
  "search-room": { keys: ["ctrl+s"], topic: "reading", help: "search in this room" },
  "bare": { keys: ["alt+l"], topic: "reading", help: "nothing but text, for copying, and back" },
  "select": {
    keys: ["shift+up", "alt+m"],
    topic: "reading",
    help: "select a message to reply, react, edit, delete, copy or open",
  },
  "select-here": {
    keys: ["alt+up"],
    topic: "reading",
    mode: "reading",
    help: "the same, while the text is scrolled back",
  },

  "send": { keys: ["enter"], topic: "writing", help: "send" },
  "retry": {
    keys: ["alt+r"],
    topic: "writing",
    help: "send once more what could not be sent; Escape takes it back",
  },
  "newline": { keys: ["alt+enter", "shift+enter"], topic: "writing", help: "a new line" },
  "complete": {
    keys: ["tab"],
    topic: "writing",
    help: "complete a command, name, room or emoji; behind a wrong word: what may be meant",
  },
  "complete-back": {
    keys: ["shift+tab"],
    topic: "writing",
    help: "the completion before",
  },
  "history-older": {
    keys: ["up"],
    topic: "writing",
    help: "what you typed before; on an empty line: edit your last message",
  },
  "history-newer": { keys: ["down"], topic: "writing", help: "what you typed after that" },
  "history-search": { keys: ["ctrl+r"], topic: "writing", help: "search what you typed before" },
  "cancel": {
    keys: ["escape"],
    topic: "writing",
    help: "close what is open, stop editing or replying",
  },

  "line-start": { keys: ["ctrl+a", "home"], topic: "editing", help: "to the start of the line" },
  "line-end": { keys: ["ctrl+e", "end"], topic: "editing", help: "to the end of the line" },
  "left": { keys: ["left", "ctrl+b"], topic: "editing", help: "one character to the left" },
  "right": { keys: ["right", "ctrl+f"], topic: "editing", help: "one character to the right" },
  "word-left": {
    keys: ["alt+b", "ctrl+left", "alt+left"],
    topic: "editing",
    help: "one word to the left",
  },
  "word-right": {
    keys: ["alt+f", "ctrl+right", "alt+right"],
    topic: "editing",
    help: "one word to the right",
  },
  "backspace": {
    keys: ["backspace"],
    topic: "editing",
    help: "delete the character to the left",
  },
  "delete-right": {
    keys: ["delete"],
    topic: "editing",
    help: "delete the character to the right",
  },
  "cut-to-end": { keys: ["ctrl+k"], topic: "editing", help: "cut to the end of the line" },
  "cut-to-start": { keys: ["ctrl+u"], topic: "editing", help: "cut to the start of the line" },
  "cut-word-left": { keys: ["ctrl+w"], topic: "editing", help: "cut back to the last blank" },
  "cut-short-word-left": {
    keys: ["alt+backspace"],
    topic: "editing",
    help: "cut the word to the left",
  },
  "cut-word-right": { keys: ["alt+d"], topic: "editing", help: "cut the word to the right" },
  "paste-cut": { keys: ["ctrl+y"], topic: "editing", help: "insert what was cut last" },
  "paste-older-cut": {
    keys: ["alt+y"],
    topic: "editing",
    help: "after that: what was cut before in its place",
  },
  "swap-characters": {
    keys: ["ctrl+t"],
    topic: "editing",
    help: "swap the characters around the cursor",
  },
  "swap-words": { keys: ["alt+t"], topic: "editing", help: "swap the words around the cursor" },
  "undo": { keys: ["ctrl+_"], topic: "editing", help: "undo" },

  "select-older": {
    keys: ["up", "shift+up", "alt+up", "k"],
    topic: "message",
    mode: "selecting",
    help: "the message above",
  },
  "select-newer": {
    keys: ["down", "shift+down", "alt+down", "j"],
    topic: "message",
    mode: "selecting",
    help: "the message below",
  },
  "reply": { keys: ["r", "enter"], topic: "message", mode: "selecting", help: "reply" },
  "react": { keys: ["+"], topic: "message", mode: "selecting", help: "react with an emoji" },
  "edit": { keys: ["e"], topic: "message", mode: "selecting", help: "edit your message" },
  "delete": {
    keys: ["d", "delete"],
    topic: "message",
    mode: "selecting",
    help: "delete your message, after asking",
  },
  "thread": {
    keys: ["t"],
    topic: "message",
    mode: "selecting",
    help: "show its thread beside the room",
  },
  "copy": { keys: ["y"], topic: "message", mode: "selecting", help: "copy its text" },
  "open": {
    keys: ["o"],
    topic: "message",
    mode: "selecting",
    help: "open the file or a link in it",
  },
  "deselect": {
    keys: ["escape", "q", "alt+m"],
    topic: "message",
    mode: "selecting",
    help: "back to typing",
  },

  "help": { keys: ["f1"], topic: "program", help: "all keys and commands" },
  "mouse": {
    keys: ["f2"],
    topic: "program",
    help: "the mouse on and off: on, a click chooses; off, the terminal selects text",
  },
  "clear": {
    keys: ["ctrl+c"],
    topic: "program",
    help: "clear the line; leave when it is empty",
  },
  "leave": {
    keys: ["ctrl+d"],
    topic: "program",
    help: "leave; on a line with text: delete the character to the right",
  },
  "redraw": { keys: ["ctrl+l"], topic: "program", help: "draw the screen anew", isFixed: true },
  "suspend": { keys: ["ctrl+z"], topic: "program", help: "go to the background", isFixed: true },
} as const satisfies Readonly<Record<string, KeySpec>>;

/** The name of something that keys can do. */
export type KeyAction = keyof typeof KEY_SPECS;

/** All actions in the order of the help. */
export const KEY_ACTIONS = Object.keys(KEY_SPECS) as KeyAction[];

/** What the table says about an action. */
export function keySpec(action: KeyAction): KeySpec {
  return KEY_SPECS[action];
}

/** Tells whether there is an action with this name. */
export function isKeyAction(name: string): name is KeyAction {
  return Object.hasOwn(KEY_SPECS, name);
}
