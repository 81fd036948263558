/** The example of a bot, as a process of its own, on a real server. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Client, Refused } from "../../sdk/mod.ts";
import { startApiServer } from "../support/api_client.ts";
import { ok } from "../support/requests.ts";
import { registerOwner } from "../support/staff.ts";
import { PASSWORD, TemporaryFolder } from "../support/test_server.ts";

const BOT = fileURLToPath(new URL("../../sdk/example_bot.ts", import.meta.url));

Deno.test("example_bot.ts answers who asks it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const owner = await registerOwner(server, "olga");
  await ok(owner, "create_bot", { username: "robo" });
  const { token } = await ok(owner, "token", {
    username: "robo",
    name: "dice",
  });
  const bot = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-net", "--allow-env", BOT],
    env: { CHAT_URL: server.api.url, CHAT_TOKEN: token },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    const reader = bot.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await reader.read()).value ?? "", /robo listens/);
    await ok(owner, "say", { text: "!roll 1" });
    for (;;) {
      const { from, text, bot: isBot } = await owner.event("message");
      if (from !== "robo") continue;
      assert.deepEqual([text, isBot], ["you rolled 1", true]);
      break;
    }
    await reader.cancel();
  } finally {
    bot.kill("SIGKILL");
    await bot.status;
  }
});

Deno.test("Client says what is refused, and ends with what it was told to end with", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  await server.register("alice");
  const client = new Client({ url: server.api.url });
  await client.login("alice", PASSWORD);
  const refused = await client.say("hi", { room: "nowhere" }).catch((
    error: unknown,
  ) => error);
  assert.ok(refused instanceof Refused);
  assert.deepEqual([refused.code, refused.status], ["no_such_room", 404]);
  const ending = new AbortController();
  const seen: string[] = [];
  for await (
    const event of client.events({ after: 0, signal: ending.signal })
  ) {
    if (event.event === "login") await client.say("hello me");
    if (event.event !== "message") continue;
    seen.push(event["text"]);
    ending.abort();
  }
  assert.deepEqual(seen, ["hello me"]);
  assert.equal(client.lastId, "1");
});

Deno.test("Client.events() goes on where it was itself, whatever another reading has read", async () => {
  const asked: string[] = [];
  const streams: Record<string, string[]> = { a: ["5", "6"], b: ["90", "91"] };
  const client = new Client({
    url: "http://chat.example",
    fetch: (input, init) => {
      const room = new URL(String(input)).searchParams.get("room") ?? "";
      const after = new Headers(init?.headers).get("last-event-id");
      asked.push(`${room} ${after}`);
      const id = streams[room]?.shift();
      // A stream that ends after one message: it is lost, and made again.
      return Promise.resolve(
        new Response(`id: ${id}\nevent: message\ndata: {"event":"message","id":${id}}\n\n`),
      );
    },
  });
  const [a, b] = ["a", "b"].map((room) => client.events({ rooms: [room] }));
  for (let times = 0; times < 2; times++) {
    await a?.next();
    await b?.next();
  }
  await Promise.all([a?.return(undefined), b?.return(undefined)]);
  assert.deepEqual(asked, ["a null", "b null", "a 5", "b 90"]);
  assert.equal(client.lastId, "91");
});
