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
