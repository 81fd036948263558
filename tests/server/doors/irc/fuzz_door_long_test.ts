/** Whatever lines come in, the door answers with lines of IRC, closes nobody for that, and goes on. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_BODY_BYTES, parseMessage, partsOf } from "../../../../server/doors/irc/wire/message.ts";
import { COMMANDS } from "../../../../server/doors/irc/commands/catalogue.ts";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const LINES = 100_000;

/** So many are sent before the answers are looked at. */
const CHUNK = 1_000;

/** What would end the connection, or take minutes in which nothing is learned. */
const LEFT_OUT = new Set(["QUIT", "KILL", "REGISTER", "OPER", "AUTHENTICATE", "PASS"]);

const CAPABILITIES = [
  "batch",
  "draft/metadata-3",
  "draft/multiline",
  "echo-message",
  "labeled-response",
  "message-tags",
  "server-time",
] as const;

const command = fc.constantFrom(...[...COMMANDS.keys()].filter((name) => !LEFT_OUT.has(name)));
const word = fc.oneof(
  fc.constantFrom("#lab", "@#lab", "#room-9", "bob", "alice", "*", "+b", "+o-v", "LATEST", "SET"),
  fc.constantFrom("+", "-ab", "timestamp=2026-01-01T00:00:00.000Z", "msgid=1", "10", "%tn,7", ","),
  fc.constantFrom("draft/multiline", "+1", "-1", "avatar", "SUB", "0", "a:bob", "*!*@*", "LS"),
  fc.string({ maxLength: 12, unit: "binary" }).map((text) => text.replace(/[\r\n]/g, "")),
);
const tags = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("@label=a ", "@batch=1 ", "@+draft/reply=1;+draft/react=x ", "@x "),
  },
);
const line = fc.tuple(tags, command, fc.array(word, { maxLength: 4 }), fc.boolean())
  .map(([before, name, words, isLong]) => {
    const params = isLong && words.length > 0 ? [...words.slice(0, -1), `:${words.at(-1)}`] : words;
    return `${before}${name} ${params.join(" ")}`;
  });

Deno.test("IrcDoor takes 100,000 lines by chance and answers each PING after them", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  (await server.register("bob")).close();
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "bob",
    password: PASSWORD,
    capabilities: CAPABILITIES,
  });
  const seed = Number(Deno.env.get("SEED") ?? Date.now() % 1_000_000);
  const lines = fc.sample(line, { numRuns: LINES, seed });
  for (let start = 0; start < lines.length; start += CHUNK) {
    const came = await irc.ask(...lines.slice(start, start + CHUNK));
    for (const { text } of came) {
      const bytes = new TextEncoder().encode(text);
      assert.ok(partsOf(bytes).bodyBytes <= MAX_BODY_BYTES, `seed ${seed}: ${text}`);
      assert.ok(parseMessage(text) !== undefined, `seed ${seed}: ${text}`);
    }
  }
});
