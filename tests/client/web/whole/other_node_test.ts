/** A page whose node dies goes on at another one, behind the one address that it knows. */
import assert from "node:assert/strict";
import { apiOf } from "../../../support/api_client.ts";
import { browserTest } from "../../../support/browser.ts";
import { Front } from "../../../support/front.ts";
import { NatsServers, natsTest, whatNatsLacks } from "../../../support/nats_servers.ts";
import { ServerProcess } from "../../../support/server_process.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { messages, messageTexts, register, say } from "../../../support/web_page.ts";

/** Starts a node that answers browsers without TLS, as behind a proxy. */
function startNode(node: string, { path }: TemporaryFolder, nats: NatsServers) {
  const args = ["--data", path, "--host", "127.0.0.1", "--no-tls", "--web", "127.0.0.1:0"];
  args.push("--cluster", nats.addresses.join(), "--node", node, "--bcrypt-cost", "4");
  return ServerProcess.start({ args, hasPage: true });
}

/** The port at which a node answers browsers. */
function webPort({ stdout }: ServerProcess): number {
  return Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1]);
}

const NAME =
  "a page and a script go on at another node with their tokens, and nothing is lost or doubled";

if (whatNatsLacks() !== undefined) natsTest(NAME, () => Promise.resolve());
else {
  browserTest(NAME, async ({ browser }) => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    await using a = await startNode("a", first, nats);
    await using b = await startNode("b", second, nats);
    await using front = new Front([webPort(a), webPort(b)]);
    const alice = await browser.person();
    await register(alice.page, `http://127.0.0.1:${front.port}/`, "alice");
    await say(alice.page, "before");

    const script = apiOf(`http://127.0.0.1:${front.port}/api/v1/`);
    const there = apiOf(`http://127.0.0.1:${webPort(b)}/api/v1/`);
    const account = { username: "robot", password: PASSWORD };
    const { token } = await there.ok("register", account);
    await script.ok("say", { room: "general", text: "from a script" }, String(token));
    await messages(alice.page, "from a script").waitFor();

    a.kill("SIGKILL");
    await a.ended();
    await there.ok("say", { room: "general", text: "while nobody was there" }, String(token));
    await say(alice.page, "after");
    await messages(alice.page, "while nobody was there").waitFor();
    await script.ok("say", { room: "general", text: "the script again" }, String(token));
    await messages(alice.page, "the script again").waitFor();
    const { messages: stored } = await there.ok("history", { room: "general" }, String(token));
    const texts = (stored as { text: string }[]).map(({ text }) => text);
    for (const text of ["before", "from a script", "while nobody was there", "after"]) {
      assert.equal(texts.filter((one) => one === text).length, 1, `${text}: ${texts}`);
    }
    assert.deepEqual((await messageTexts(alice.page)).toSorted(), texts.toSorted());
  });
}
