import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../client/base/clock.ts";
import type { ExtensionSettings } from "../../../client/config/config.ts";
import { Extensions } from "../../../client/extensions/extensions.ts";
import { BadRequest, requestIn } from "../../../client/extensions/extension_protocol.ts";
import { notAllowedText, startCompanion } from "../../../client/files/start_program.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import type { Message } from "../../../protocol/records.ts";
import { within } from "../../support/deadline.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const SERVER = { address: "chat.example:5000", username: "alice" };
const LIVE = { isMention: false, isReplayed: false };
const CALL = { isMention: true, isReplayed: false };
const EXAMPLES = new URL("../../../packaging/extensions/", import.meta.url).pathname;

const SETTINGS: ExtensionSettings = {
  command: ["sh"],
  events: ["message", "change"],
  requests: ["show", "status", "notify", "say"],
  rooms: [],
  encrypted: [],
};

async function has(program: string): Promise<boolean> {
  const found = new Deno.Command("sh", { args: ["-c", `command -v ${program}`], stdout: "null" });
  return (await found.output()).success;
}

/** Extensions whose effects are written down; `until` waits for one that fits. */
function stage(
  { clock = systemClock, encrypted = [] as string[], fails = "", mayStart = true } = {},
) {
  const told: string[] = [];
  let changed = Promise.withResolvers<void>();
  const tell = (line: string) => {
    if (fails !== "" && line.includes(fails)) throw new Error("broken");
    told.push(line);
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const extensions = new Extensions({
    clock,
    mayStart: () => Promise.resolve(mayStart),
    effects: {
      show: (lines, { place }) => tell(`show ${place?.room ?? ""} ${lines.join("|")}`),
      status: (name, text) => tell(`status ${name} ${text}`),
      notify: (name, text) => tell(`notify ${name} ${text}`),
      say: ({ place }, text) => {
        tell(`say ${place.room ?? `@${place.with}`} ${text}`);
        return undefined;
      },
      isEncrypted: ({ place }) => encrypted.includes(place.room ?? place.with ?? ""),
      at: ({ server = SERVER.address, you = SERVER.username }) => ({ server, you }),
    },
  });
  const until = async (pattern: RegExp) => {
    for (;;) {
      const found = told.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await within(changed.promise, `${pattern}: ${told.join("\n")}`);
    }
  };
  return { extensions, told, until };
}

function message(parts: Partial<Marked> & { to?: string }): Message {
  const time = "2026-11-30T12:00:00.000Z";
  const where = parts.to === undefined ? { room: "ops" } : {};
  return { id: 1, from: "bob", text: "hi", time, ...where, ...parts } as Message;
}

/** A program in a shell that says each line which it is told. */
const ECHO = 'while read -r line; do printf \'{"request":"notify","text":"%s"}\\n\' ' +
  '"$(printf %s "$line" | tr -d \'"\')"; done';

Deno.test("Extensions tell a program what it may hear, and nothing else", async () => {
  const { extensions, told, until } = stage();
  await extensions.configure({
    echo: { ...SETTINGS, command: ["sh", "-c", ECHO], rooms: ["#ops"], encrypted: ["#den"] },
  });
  await until(/notify echo \{event:start,protocol:1,name:echo/);
  extensions.message(message({ text: "secret", encryption: "sealed" }), SERVER, LIVE);
  extensions.message(message({ room: "other", text: "elsewhere" }), SERVER, LIVE);
  extensions.message(message({ room: "den", text: "named", encryption: "sealed" }), SERVER, LIVE);
  const earlier = { isMention: false, isReplayed: true };
  extensions.message(message({ text: "earlier" }), SERVER, earlier);
  extensions.message(message({ text: "last" }), SERVER, CALL);
  await until(/text:earlier.*encrypted:false,replayed:true/);
  await until(/text:named.*encrypted:true/);
  await until(/text:last.*mention:true/);
  assert.doesNotMatch(told.join("\n"), /text:(named|last)[^}]*replayed/);
  assert.doesNotMatch(told.join("\n"), /secret|elsewhere/);
  await extensions.close();
});

Deno.test("Extensions do what a program asks, bounded and harmless", async () => {
  const { extensions, told, until } = stage({ encrypted: ["den"] });
  const lines = [
    '{"request":"status","text":"\\u001b[31mthree"}',
    '{"request":"show","text":"one\\ntwo","place":"#ops"}',
    '{"request":"say","text":"hello","place":"#ops"}',
    '{"request":"say","text":"secret","place":"#den"}',
    "no json at all",
    '{"request":"end"}',
    '{"request":"notify","text":"done"}',
  ];
  await extensions.configure({
    asker: { ...SETTINGS, command: ["sh", "-c", `cat <<'END'\n${lines.join("\n")}\nEND\ncat`] },
  });
  await until(/notify asker done/);
  await until(/status asker .\[31mthree/);
  await until(/show ops asker: one\|asker: two/);
  await until(/say ops hello/);
  assert.ok(!told.join("\n").includes("\x1b"));
  assert.doesNotMatch(told.join("\n"), /secret/);
  await extensions.close();
});

Deno.test("Extensions say that a program may not be started, and how it may", async () => {
  const { extensions, told } = stage({ mayStart: false });
  await extensions.configure({ echo: { ...SETTINGS, command: ["/opt/echo"] } });
  assert.match(told.join(), /\/opt\/echo may not be started from here; CHAT_ALLOW_RUN=\/opt\/echo/);
  await extensions.close();
});

Deno.test("notAllowedText() names CHAT_ALLOW_RUN only where it helps", () => {
  const here = { system: "linux", isCompiled: false } as const;
  assert.match(notAllowedText("/opt/a", here), /; CHAT_ALLOW_RUN=\/opt\/a allows it$/);
  assert.match(notAllowedText("/opt/my programs/a", here), /allows it under a name of letters/);
  for (const other of [{ ...here, system: "windows" }, { ...here, isCompiled: true }] as const) {
    assert.doesNotMatch(notAllowedText("/opt/a", other), /CHAT_ALLOW_RUN/);
  }
  assert.ok(!notAllowedText("\x1b[31m", here).includes("\x1b"));
});

Deno.test({
  name: "startCompanion() tells a program no secret of the environment",
  ignore: Deno.build.os === "windows",
  async fn() {
    const names = ["CHAT_PASSWORD", "CHAT_TOKEN", "ALL_PROXY", "all_proxy"];
    const before = names.map((name) => [name, Deno.env.get(name)] as const);
    const shownWith = async (proxy: string) => {
      for (const name of names) Deno.env.set(name, proxy);
      const child = startCompanion("env", []);
      await child.stdin.close();
      const { stdout } = await child.output();
      return new TextDecoder().decode(stdout);
    };
    try {
      assert.doesNotMatch(await shownWith("socks5://me:secret@proxy.example"), /secret/);
      const open = await shownWith("socks5://proxy.example");
      assert.match(open, /^ALL_PROXY=socks5:\/\/proxy\.example$/m);
      assert.match(open, /^CHAT_PASSWORD=$/m);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Deno.env.delete(name);
        else Deno.env.set(name, value);
      }
    }
  },
});

Deno.test("Extensions start a program again with growing pauses, and give it up in the end", async () => {
  const clock = new FakeClock();
  const { extensions, until } = stage({ clock });
  await extensions.configure({
    dead: { ...SETTINGS, command: ["sh", "-c", "echo why >&2; exit 3"] },
  });
  for (const seconds of [1, 2, 4, 8, 16, 32, 60]) {
    await until(new RegExp(`dead: it has ended with 3: why; it is started again in ${seconds} s`));
    clock.advance(seconds * 1_000);
  }
  await until(/it is given up, \/extensions restart dead/);
  assert.match(extensions.lines().join(), /dead was given up/);
  await extensions.close();
});

Deno.test("Extensions hold up nothing for a program that reads nothing", async () => {
  const { extensions } = stage();
  await extensions.configure({ deaf: { ...SETTINGS, command: ["sleep", "1000"] } });
  for (let id = 1; id < 3_000; id++) {
    extensions.message(message({ id, text: "x".repeat(1_000) }), SERVER, LIVE);
  }
  await within(extensions.close(), "the end");
});

Deno.test("requestIn() refuses what is not allowed and what is too long", () => {
  const only = { ...SETTINGS, requests: ["status"] as const };
  assert.throws(
    () => requestIn('{"request":"say","place":"#a","text":"x"}', only),
    /not among the/,
  );
  assert.throws(() => requestIn('{"request":"status"}', only), /"text" has to be a text/);
  assert.throws(
    () => requestIn(`{"request":"status","text":"${"x".repeat(4_001)}"}`, only),
    /4000/,
  );
  for (const place of ["ops", "#../x", "#", 7, null]) {
    const line = JSON.stringify({ request: "say", place, text: "x" });
    assert.throws(() => requestIn(line, SETTINGS), /"place" has to be/);
  }
});

Deno.test("requestIn() refuses whatever is no request, and fails at nothing", () => {
  let nested: unknown = [];
  for (let depth = 0; depth < 30_000; depth++) nested = [nested];
  const odd = [
    null,
    true,
    7,
    -0.5,
    "",
    "#ops",
    "x".repeat(5_000),
    "\u0000\ud800",
    [],
    ["#ops"],
    {},
    { toString: 1 },
    { valueOf: null, toString: null },
    { toJSON: 1, length: 3 },
    nested,
  ];
  // JSON.stringify() does not go so deep.
  const written = (value: unknown) =>
    value === nested ? "[".repeat(30_000) + "]".repeat(30_000) : JSON.stringify(value);
  const texts = odd.map(written);
  for (const request of ["show", "status", "notify", "say", "end"].map(written).concat(texts)) {
    for (const name of ["place", "ref", "text", "server"]) {
      for (const text of texts) {
        const others = ["place", "ref", "text", "server"].filter((other) => other !== name)
          .map((other) => `"${other}":"#x"`);
        const line = `{"request":${request},"${name}":${text},${others.join()}}`;
        try {
          requestIn(line, SETTINGS);
        } catch (error) {
          assert.ok(error instanceof BadRequest, `${line.slice(0, 80)}: ${error}`);
        }
      }
    }
  }
  for (const line of [...texts, '{"__proto__":{"request":"say"}}', "{", "\u0000"]) {
    assert.throws(() => requestIn(line, SETTINGS), BadRequest, line.slice(0, 80));
  }
});

Deno.test("Extensions go on after what a program asks for has failed", async () => {
  const lines = [
    '{"request":"show","text":"x","place":{"toString":1}}',
    '{"request":"say","text":"break","place":"#ops"}',
    `{"request":"show","text":"x","place":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
    '{"request":"notify","text":"done"}',
  ];
  const { extensions, told, until } = stage({ fails: "break" });
  using folder = new TemporaryFolder();
  const path = join(folder.path, "lines");
  await Deno.writeTextFile(path, `${lines.join("\n")}\n`);
  await extensions.configure({
    asker: { ...SETTINGS, command: ["sh", "-c", `cat ${path}; cat >&2`] },
  });
  await until(/notify asker done/);
  await until(/extension asker: what it asks for cannot be done: broken/);
  assert.match(extensions.lines().join(), /asker runs/);
  assert.doesNotMatch(told.join("\n"), /started again/);
  await extensions.close();
});

Deno.test("Extensions start others after one has failed", async () => {
  const { extensions, until } = stage({ fails: "gone is started" });
  const gone = { ...SETTINGS, command: ["cat"] };
  await assert.rejects(extensions.configure({ gone }), /broken/);
  await extensions.configure({ gone, echo: { ...SETTINGS, command: ["sh", "-c", ECHO] } });
  await until(/notify echo \{event:start/);
  await extensions.close();
});

Deno.test({
  name: "the example highlights counts calls, and begins anew when something is written",
  ignore: !await has("python3"),
  async fn() {
    const { extensions, until } = stage();
    const command = [join(EXAMPLES, "highlights")];
    await extensions.configure({ h: { ...SETTINGS, command, requests: ["status"] } });
    extensions.message(message({ text: "alice: look" }), SERVER, CALL);
    await until(/^status h called once$/);
    extensions.message(message({ text: "not for you" }), SERVER, LIVE);
    extensions.message(message({ text: "@alice again" }), SERVER, CALL);
    await until(/^status h called 2 times$/);
    await extensions.close();
  },
});

Deno.test({
  name: "the example away-reply answers each one once, and only where it may",
  ignore: !await has("python3"),
  async fn() {
    const { extensions, told, until } = stage({ encrypted: ["bob", "carol"] });
    const command = [join(EXAMPLES, "away-reply"), "back", "on Monday"];
    await extensions.configure({
      away: { ...SETTINGS, command, requests: ["say"], encrypted: ["@bob"] },
    });
    const sealed = { to: "alice", encryption: "sealed" } as const;
    extensions.message(message({ ...sealed, from: "carol" }), SERVER, LIVE);
    extensions.message(message({ ...sealed, from: "robo", bot: true }), SERVER, LIVE);
    const earlier = { isMention: false, isReplayed: true };
    extensions.message(message({ to: "alice", from: "erin" }), SERVER, earlier);
    extensions.message(message(sealed), SERVER, LIVE);
    await until(/^say @bob back on Monday$/);
    extensions.message(message({ ...sealed, id: 2 }), SERVER, LIVE);
    extensions.message(message({ to: "alice", from: "dave" }), SERVER, LIVE);
    await until(/^say @dave back on Monday$/);
    assert.equal(told.filter((line) => line.startsWith("say")).length, 2);
    await extensions.close();
  },
});
