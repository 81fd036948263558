/** The config file with everything in it as it is by default, for people to begin with. */
import { KEY_ACTIONS, keySpec, type KeyTopic } from "../keys/key_action.ts";
import { DARK } from "../theme/palettes.ts";
import { DEFAULT_CONFIG, EXTENSION_EVENTS, EXTENSION_REQUESTS, NAMES_COLUMNS } from "./config.ts";

/** Columns of the explanations. */
const LINE_COLUMNS = 96;

const TOPIC_TITLES: Readonly<Record<KeyTopic, string>> = {
  rooms: "Rooms and people.",
  windows: "Windows; all but the first four behind the key for windows.",
  reading: "Reading.",
  writing: "Writing.",
  editing: "Editing the line.",
  message: "While a message is selected.",
  program: "The program.",
};

/** A text that {@linkcode parseConfig} reads as exactly the default. */
export function defaultConfigText(): string {
  const {
    files,
    hideMuted,
    keepInputHistory,
    links,
    log,
    mouse,
    namesColumns,
    notifications,
    reopen,
    theme,
    timeFormat,
    traffic,
    typing,
  } = DEFAULT_CONFIG;
  const parts = Object.keys(DARK.parts).join(", ");
  return `// Settings of the chat client, with comments. All of them are shown as they are by default:
// keep the lines that you change, and leave out the others.
{
  // "dark", "light", or "auto": what fits the background of the terminal. Any other name is that of
  // a file: "mine" is themes/mine.jsonc beside this one, with "base" (one of these three), "colours"
  // and "nicks" as below, and its looks hold where nothing else is said below.
  "theme": ${JSON.stringify(theme)},

  // Looks of single parts of the screen, for example { "mention": "bold black on #ffd75f" }.
  // Words: bold, dim, italic, underline, reverse, strike; a colour; "on" and a colour. Colours:
  // red, bright-red, grey, 0 to 255, #rrggbb, default. The parts:
${wrapped(parts, "  //   ")}
  "colours": {},

  // Looks among which the names of people are shared out; none: those of the theme.
  "nicks": [],

  // How times are written: %H or %I hours, %M minutes, %S seconds, %p AM or PM.
  "timeFormat": ${JSON.stringify(timeFormat)},

  // Most columns that names take left of the messages, ${NAMES_COLUMNS.min} to ${NAMES_COLUMNS.max}.
  "namesColumns": ${namesColumns},

  // Whether ↑ and Ctrl+R find what you sent in earlier runs.
  "keepInputHistory": ${keepInputHistory},

  // The proxy through which servers are connected to: "socks5://host:1080",
  // "http://user:password@host:8080", "none"; "": what the environment says in ALL_PROXY. This machine
  // itself and what NO_PROXY names are connected to directly. It holds for the next connection.
  "proxy": ${JSON.stringify(DEFAULT_CONFIG.proxy)},

  // Whether "chat connect" without an address opens the servers again that were open when the client
  // was left; otherwise it asks for one.
  "reopen": ${reopen},

  // Whether a click chooses and the wheel scrolls what is under it, from the start (F2 switches it).
  // Text is selected with Shift held down then.
  "mouse": ${mouse},

  // Who came and who went: "all", "smart" (only those who have spoken lately), "off". /joins says
  // it of a single room.
  "traffic": ${JSON.stringify(traffic)},

  // Whether it is shown that others are typing, and whether they are told that you are.
  "typing": { "show": ${typing.show}, "tell": ${typing.tell} },

  // Whether the list leaves out rooms with /notify none, as long as nobody calls you there.
  "hideMuted": ${hideMuted},

  "notifications": {
    // About which messages: "all", "mentions" (and private ones), "none".
    "mode": ${JSON.stringify(notifications.mode)},
    // The same for single rooms and people: { "#ops": "all", "@bob": "none" }.
    "rooms": {},
    // Words that call you as your name does, for example ["deploy", "release*"].
    "words": [],
    // In which ways: the bell, the title of the window, a message on the desktop where the
    // terminal can.
    "bell": ${notifications.bell},
    "title": ${notifications.title},
    "desktop": ${notifications.desktop}
  },

  "files": {
    // The folder for what is fetched; "": Downloads in the home folder, else the current folder.
    "downloads": ${JSON.stringify(files.downloads)},
    // Images: "auto" as well as the terminal can, "blocks" made of characters, "none".
    "pictures": ${JSON.stringify(files.pictures)}
  },

  "links": {
    // The program for links (o on a selected message); "": that of the system. One that is not the
    // system's has to be allowed when the client is started: CHAT_ALLOW_RUN=firefox
    "program": ${JSON.stringify(links.program)}
  },

  "log": {
    // The folder of what /log writes; "": logs beside this file. Each room has a file of its own.
    "folder": ${JSON.stringify(log.folder)},
    // What is written, here or by /log: { "#ops": "on", "me@chat.example:5000 @bob": "encrypted" }.
    // "on" leaves out what came encrypted, "encrypted" writes it in clear, "off" writes nothing.
    "rooms": {}
  },

  "spelling": {
    // By which dictionaries of hunspell what you write is looked at: "en_US", "en_US de_DE" (a word of
    // any of them is right), "auto" (that of the locale), "" (by none).
    "language": ${JSON.stringify(DEFAULT_CONFIG.spelling.language)},
    // The same for single rooms and people: { "#ops": "de_DE", "@bob": "" }.
    "rooms": {}
  },

  // Programs that are started with the client, hear of what happens as lines of JSON on their standard
  // input, and ask for something on their standard output (docs/client.md). Each has a name:
  //   "highlights": { "command": ["/path/of/highlights"], "events": ["mention"],
  //                   "requests": ["status"], "rooms": ["#ops"], "encrypted": [] }
  // Events: ${EXTENSION_EVENTS.join(", ")}. Requests: ${
    EXTENSION_REQUESTS.join(", ")
  }. Without "rooms"
  // they are about all; what is encrypted is kept from it but in the rooms in "encrypted". The client
  // has to be allowed to start it: CHAT_ALLOW_RUN=/path/of/highlights
  "extensions": {},

  // Servers by names of your own, for chat connect and /connect:
  //   { "work": "alice@chat.example:5000" }
  "servers": {},

  // What /name stands for: { "hi": "/me waves to $1", "brb": "/away back soon" }. $1 to $9 are the
  // words behind it, $2- all from the second one on, $* all of them, $$ is a $.
  "aliases": {},

  // Keys that enter a command: { "f5": "/away lunch" }; they come before those below.
  "keyCommands": {},

  // Keys by what they do: any of ctrl+, alt+, shift+ and a character or enter, escape, tab,
  // backspace, delete, insert, space, up, down, left, right, home, end, pageup, pagedown, f1 to
  // f12. [] takes the key away. A key that you put elsewhere is taken from what had it.
  "keys": {
${keyLines()}
  }
}
`;
}

function keyLines(): string {
  const lines: string[] = [];
  const actions = KEY_ACTIONS.filter((action) => keySpec(action).isFixed !== true);
  let topic: KeyTopic | undefined;
  for (const [index, action] of actions.entries()) {
    const { help, keys, topic: own } = keySpec(action);
    if (own !== topic) {
      lines.push(...(topic === undefined ? [] : [""]), `    // ${TOPIC_TITLES[own]}`);
    }
    topic = own;
    const comma = index === actions.length - 1 ? "" : ",";
    const setting = `    ${JSON.stringify(action)}: [${
      keys.map((key) => JSON.stringify(key)).join(", ")
    }]${comma}`;
    const isLong = setting.length + help.length + 4 > LINE_COLUMNS;
    lines.push(...(isLong ? [`    // ${help}:`, setting] : [`${setting} // ${help}`]));
  }
  return lines.join("\n");
}

function wrapped(text: string, indent: string): string {
  const lines = [indent];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length >= LINE_COLUMNS) lines.push(`${indent}${word} `);
    else lines[lines.length - 1] = `${line}${word} `;
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}
