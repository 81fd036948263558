/** Programs that ask by HTTP go on at another node: with their token, their nonces, and where they were. */
import assert from "node:assert/strict";
import { startNode } from "../../support/cluster.ts";
import { within } from "../../support/deadline.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { PASSWORD, TemporaryFolder, type TestServer } from "../../support/test_server.ts";
import type { Line } from "../../support/test_client.ts";

const WEB = { web: { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] } };

function headers(token: string): Record<string, string> {
  return { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
}

/** Asks a node for something; throws when it refuses. */
async function ask(node: TestServer, action: string, fields: Line, token = ""): Promise<Line> {
  const answer = await fetch(`http://127.0.0.1:${node.running.webPort}/api/v1/${action}`, {
    method: "POST",
    headers: token === "" ? { "Content-Type": "application/json" } : headers(token),
    body: JSON.stringify(fields),
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body;
}

/** The texts of the first messages that a stream of events brings. */
async function textsAfter(
  node: TestServer,
  token: string,
  { after, count }: { after: number; count: number },
): Promise<string[]> {
  const url = `http://127.0.0.1:${node.running.webPort}/api/v1/events`;
  const stream = new AbortController();
  const answer = await fetch(url, {
    headers: { ...headers(token), "Last-Event-ID": `${after}` },
    signal: stream.signal,
  });
  const texts: string[] = [];
  let rest = "";
  try {
    for await (
      const piece of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())
    ) {
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (!line.startsWith("data: ")) continue;
        const { event, text } = JSON.parse(line.slice("data: ".length));
        if (event === "message") texts.push(text);
      }
      if (texts.length >= count) return texts;
    }
  } finally {
    stream.abort();
  }
  throw new Error(`The stream has ended after ${texts.join()}`);
}

natsTest(
  "a program goes on at another node with its token, its nonces and its last id",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    const a = await startNode(first, { nats, node: "a", ...WEB });
    await using b = await startNode(second, { nats, node: "b", ...WEB });
    const { token } = await ask(a, "register", { username: "robo", password: PASSWORD });
    const say = (node: TestServer, text: string) =>
      ask(node, "say", { room: "general", text, nonce: `nonce of ${text}` }, token);
    const one = await say(a, "one");
    const two = await say(a, "two");
    await a.stop();
    // It was not certain that the last one had arrived.
    assert.equal((await say(b, "two"))["id"], two["id"]);
    await say(b, "three");
    const missed = textsAfter(b, token, { after: one["id"], count: 2 });
    assert.deepEqual(await within(missed, "what was missed"), ["two", "three"]);
  },
);
