import assert from "node:assert/strict";
import { DEFAULT_CONFIG } from "../../../client/config/config.ts";
import { defaultConfigText } from "../../../client/config/default_text.ts";
import { parseConfig } from "../../../client/config/parse_config.ts";
import { UNREAD_PROXY } from "../../../client/net/proxy/proxy.ts";

Deno.test("parseConfig() reads the default text as exactly the default", () => {
  assert.deepEqual(parseConfig(defaultConfigText()), { config: DEFAULT_CONFIG, problems: [] });
});

Deno.test("parseConfig() takes what every setting of the default text is changed to", () => {
  const text = defaultConfigText()
    .replace('"theme": "auto"', '"theme": "light"')
    .replace('"colours": {}', '"colours": { "mention": "bold red" }')
    .replace('"nicks": []', '"nicks": ["green", "#ff8700"]')
    .replace('"%H:%M"', '"%I:%M %p"')
    .replace('"namesColumns": 16', '"namesColumns": 8')
    .replace('"keepInputHistory": true', '"keepInputHistory": false')
    .replace('"reopen": true', '"reopen": false')
    .replace('"mouse": false', '"mouse": true')
    .replace('"proxy": ""', '"proxy": "socks5://localhost:9050"')
    .replace('"traffic": "all"', '"traffic": "smart"')
    .replace('"show": true', '"show": false')
    .replace('"hideMuted": false', '"hideMuted": true')
    .replace('"mode": "mentions"', '"mode": "all"')
    .replace('"rooms": {}', '"rooms": { "#Ops": "none", "@Bob": "all" }')
    .replace('"words": []', '"words": ["deploy", "on call*"]')
    .replace('"bell": true', '"bell": false')
    .replace('"title": true', '"title": false')
    .replace('"desktop": true', '"desktop": false')
    .replace('"downloads": ""', '"downloads": "~/got"')
    .replace('"pictures": "auto"', '"pictures": "none"')
    .replace('"program": ""', '"program": "firefox"')
    .replace('"folder": ""', '"folder": "~/logs"')
    .replace(
      '    "rooms": {}\n  },\n\n  "spelling"',
      '    "rooms": { "#Ops": "on" }\n  },\n\n  "spelling"',
    )
    .replace(
      '"extensions": {}',
      '"extensions": { "h": { "command": ["/bin/h"], "events": ["mention"], "rooms": ["#Ops"] } }',
    )
    .replace('"language": ""', '"language": "en_US  de_DE"')
    .replace('"servers": {}', '"servers": { "Work": "alice@chat.example" }')
    .replace('"aliases": {}', '"aliases": { "/Hi": "/me waves to $1" }')
    .replace('"keyCommands": {}', '"keyCommands": { "F5": "/away lunch" }')
    .replace('"jump": ["alt+k"]', '"jump": ["Ctrl+K", "alt+j"]');
  assert.deepEqual(parseConfig(text), {
    problems: [],
    config: {
      theme: "light",
      colours: { mention: "bold red" },
      nicks: ["green", "#ff8700"],
      timeFormat: "%I:%M %p",
      namesColumns: 8,
      keepInputHistory: false,
      reopen: false,
      mouse: true,
      proxy: "socks5://localhost:9050",
      traffic: "smart",
      typing: { show: false, tell: true },
      hideMuted: true,
      notifications: {
        mode: "all",
        rooms: { "#ops": "none", "@bob": "all" },
        words: ["deploy", "on call*"],
        bell: false,
        title: false,
        desktop: false,
      },
      files: { downloads: "~/got", pictures: "none" },
      links: { program: "firefox" },
      log: { folder: "~/logs", rooms: { "#ops": "on" } },
      spelling: { language: "en_US de_DE", rooms: {} },
      extensions: {
        h: {
          command: ["/bin/h"],
          events: ["mention"],
          requests: [],
          rooms: ["#ops"],
          encrypted: [],
        },
      },
      servers: { work: "alice@chat.example" },
      aliases: { hi: "/me waves to $1" },
      keyCommands: { f5: "/away lunch" },
      keys: { jump: ["ctrl+k", "alt+j"] },
    },
  });
});

Deno.test("parseConfig() takes a file in which next to nothing stands", () => {
  for (const text of ["", "// nothing yet\n", "{}", "{ /* nothing */ }\n"]) {
    assert.deepEqual(parseConfig(text), { config: DEFAULT_CONFIG, problems: [] }, text);
  }
});

/** A line of the file, and what is said about it. */
const MISTAKES: readonly (readonly [string, RegExp])[] = [
  ['"them": "dark"', /^There is no setting "them"; did you mean "theme"\?$/],
  ['"theme": "../blue"', /^Write "dark", "light", "auto" or the name of a file/],
  ['"theme": ["dark"]', /^Write "dark", "light"/],
  ['"log": { "rooms": { "ops": "on" } }', /^Write "#ops" for a room/],
  ['"log": { "rooms": { "#ops": true } }', /^Write one of "off", "on", "encrypted"$/],
  ['"spelling": { "language": "../x" }', /^Write names of dictionaries/],
  ['"spelling": { "rooms": { "#ops": 7 } }', /^Write a text/],
  ['"extensions": { "A b": {} }', /^Write a name of small letters/],
  ['"extensions": { "a": 7 }', /^Write \{ "command"/],
  ['"extensions": { "a": {} }', /^Write "command" as a list/],
  ['"extensions": { "a": { "command": ["-x"] } }', /^Write "command" as a list/],
  ['"extensions": { "a": { "command": ["x"], "event": [] } }', /^An extension has no "event"/],
  ['"extensions": { "a": { "command": ["x"], "events": ["all"] } }', /^Write one of "message"/],
  ['"extensions": { "a": { "command": ["x"], "rooms": ["ops"] } }', /^Write "#ops" for a room/],
  ['"servers": { "a.b": "chat.example" }', /no name of a server/],
  ['"servers": { "work": "a b" }', /no address/],
  ['"aliases": { "join": "/part" }', /^\/join is a command already/],
  ['"aliases": { "a b": "/part" }', /is no name of an alias/],
  ['"aliases": { "hi": "" }', /^Write what it stands for/],
  ['"keyCommands": { "f55": "/part" }', /"f55" is no key/],
  ['"keyCommands": { "x": "/part" }', /^X is needed for writing/],
  ['"keyCommands": { "ctrl+z": "/part" }', /^Ctrl\+z cannot be put to another use/],
  ['"keyCommands": { "f5": "part" }', /^Write the command that the key enters/],
  ['"links": { "program": "-e ls" }', /^Write the name of one program/],
  ['"notifications": { "words": "deploy" }', /^Write a list of at most 100 words/],
  ['"notifications": { "words": ["*"] }', /^Write words that have at least one letter/],
  ['"colours": "red"', /^Write \{ "mention"/],
  ['"colours": { "mentoin": "red" }', /no part "mentoin" of the screen; did you mean "mention"\?/],
  ['"colours": { "mention": "rde" }', /"rde" is no colour/],
  ['"nicks": "red"', /^Write a list/],
  ['"nicks": [1]', /^Write a text/],
  ['"timeFormat": "%Q"', /^"%Q" means nothing in a time/],
  ['"timeFormat": "now"', /^Write a short format/],
  ['"timeFormat": "%H\\u001b[31m"', /^Write a short format/],
  ['"namesColumns": 3', /^Write a whole number from 4 to 32$/],
  ['"namesColumns": "16"', /^Write a whole number/],
  ['"proxy": "ftp://x"', /^Write "socks5:\/\/host:1080"/],
  ['"proxy": "socks5://"', /^Write "socks5:\/\/host:1080"/],
  ['"keepInputHistory": 1', /^Write true or false$/],
  ['"notifications": true', /^Settings stand in braces/],
  ['"notifications": { "bel": true }', /no setting "bel"; did you mean "bell"\?/],
  ['"notifications": { "rooms": { "ops": "all" } }', /^Write "#ops" for a room/],
  ['"notifications": { "rooms": { "#o p": "all" } }', /^Room names are/],
  ['"notifications": { "rooms": { "#ops": "some" } }', /^Write one of "all"/],
  ['"keys": { "jmup": ["alt+k"] }', /^Nothing is called "jmup".*; did you mean "jump"\?$/],
  ['"keys": { "jump": 5 }', /^Write a list of keys/],
  ['"keys": { "jump": ["alt+kk"] }', /^"alt\+kk" is no key: there is no key "kk"$/],
  ['"keys": { "suspend": ["alt+z"] }', /^The key of "suspend" cannot be changed$/],
  ['"keys": { "jump": ["ctrl+z"] }', /^ctrl\+z cannot be put to another use$/],
  ['"keys": { "jump": ["f2"], "news": ["f2"] }', /^f2 has been given to "jump" already$/],
  ['"keys": { "jump": ["f2"], "jump": ["f3"] }', /^"jump" stands here a second time/],
];

for (const [mistake, sentence] of MISTAKES) {
  Deno.test(`parseConfig() says what is wrong with ${mistake}, and where`, () => {
    const { config, problems } = parseConfig(`{\n  // mine\n  ${mistake},\n  "bare": 1\n}`);
    const [first, ...more] = problems;
    assert.deepEqual(more.map(({ line }) => line), [4]);
    assert.equal(first?.line, 3);
    assert.match(first?.text ?? "", sentence);
    const proxy = mistake.includes("proxy") ? UNREAD_PROXY : "";
    if (!mistake.includes("keys")) assert.deepEqual(config, { ...DEFAULT_CONFIG, proxy });
  });
}

Deno.test("parseConfig() lets an alias take a short name, and not that of a command", () => {
  const { config, problems } = parseConfig('{ "aliases": { "J": "/room $1", "room": "/part" } }');
  assert.deepEqual(config.aliases, { j: "/room $1" });
  assert.equal(problems.length, 1);
});

Deno.test("parseConfig() takes what is right beside what is wrong", () => {
  const text =
    '{ "namesColumns": 1, "theme": "dark", "notifications": { "bell": 0, "mode": "all" } }';
  const { config } = parseConfig(text);
  assert.deepEqual(config, {
    ...DEFAULT_CONFIG,
    theme: "dark",
    notifications: { ...DEFAULT_CONFIG.notifications, mode: "all" },
  });
});

Deno.test("parseConfig() says where the JSON ends to be one and takes what it can", () => {
  const { config, problems } = parseConfig('{\n  "theme": "light"\n  "namesColumns": 8\n}');
  assert.deepEqual(problems, [{ line: 3, text: "This is no JSON: comma expected" }]);
  assert.equal(config.theme, "light");
  assert.equal(parseConfig("[").problems.length > 0, true);
});

Deno.test("parseConfig() tells of twenty problems at most, in harmless words", () => {
  const many = Array.from({ length: 50 }, (_, index) => `"x${index}\\u001b[31m": 1`).join(",\n");
  const { problems } = parseConfig(`{${many}}`);
  assert.equal(problems.length, 20);
  for (const { text } of problems) assert.match(text, /^[^\p{Cc}]+$/u);
});

Deno.test("parseConfig() does not fall for names that every object has", () => {
  const { config, problems } = parseConfig(
    '{ "__proto__": 1, "toString": 2, "keys": { "constructor": [] }, "colours": { "__proto__": "red" } }',
  );
  assert.equal(problems.length, 4);
  assert.deepEqual(config, DEFAULT_CONFIG);
});

Deno.test("parseConfig() tells a proxy that is not understood from one that nobody wants", () => {
  for (
    const text of [
      '{ "proxy": "sock5://proxy.example:1080" }',
      `{ "proxy": "socks5://${"x".repeat(300)}" }`,
      '{ "proxy": 5 }',
      '{ "proxy": ["socks5://proxy.example"] }',
      '{ "proxy": socks5://proxy.example:1080 }',
      '{ "Proxy": "socks5://proxy.example:1080" }',
      '{ "proxy" "socks5://proxy.example:1080" }',
      '{ "proxy": "socks5://proxy.example:1080", "proxy": "x y" }',
      '"proxy": "socks5://proxy.example:1080"',
    ]
  ) {
    const { config, problems } = parseConfig(text);
    assert.equal(config.proxy, UNREAD_PROXY, text);
    assert.notEqual(problems.length, 0, text);
  }
  for (const text of ["", "{}", '{ "proxy": "" }', '{ "theme" }', defaultConfigText()]) {
    assert.equal(parseConfig(text).config.proxy, "", text);
  }
  assert.equal(parseConfig('{ "proxy": "none" }').config.proxy, "none");
});
