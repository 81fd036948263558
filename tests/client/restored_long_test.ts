/** The server is restored from a backup while clients are connected: nothing new is lost in silence. */
import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { startClient } from "../support/full_client.ts";
import { RestorableServer, type RestoredPart } from "../support/restorable.ts";
import { PASSWORD, TemporaryFolder } from "../support/test_server.ts";
import { tmuxTest } from "../support/tmux.ts";

const PARTS: readonly RestoredPart[] = ["chat.db", "folder"];

function counted(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/** Each of them once. */
function once(...texts: readonly string[]): Record<string, number> {
  return counted(texts);
}

function numbered(text: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${text} ${index}`);
}

for (const part of PARTS) {
  // Fewer messages than were lost, and more: ids are behind what clients know, or beyond it again.
  for (const newMessages of [9, 40]) {
    Deno.test(`a script is told that the ${part} was restored, ${newMessages} new messages later`, async () => {
      await using server = await RestorableServer.start();
      await using client = new ClientProcess({
        args: ["--no-tls", `alice@127.0.0.1:${server.port}`],
        env: { CHAT_PASSWORD: PASSWORD },
      });
      await client.type("hello\n");
      await client.until("alice: hello");
      await server.say("lost", 30);
      await client.until("bob: lost 29");
      await server.stop();
      await client.until("Not connected", "stderr");
      await client.type("precious\n");
      await server.restore(part, newMessages);
      await client.until("alice: precious");
      await server.say("live", 3);
      await client.until("bob: live 2");
      await client.endInput();
      const { code, stderr, stdout } = await client.result();
      assert.match(stderr, /The server was restored from a backup; some of what you have seen/);
      assert.match(stderr, new RegExp(`Connected again; ${newMessages} messages fetched`));
      assert.deepEqual(
        counted(stdout.trimEnd().split("\n").filter((line) => !line.startsWith("*"))),
        once(
          "alice: hello",
          ...numbered("bob: lost", 30),
          ...numbered("bob: new", newMessages),
          "alice: precious",
          ...numbered("bob: live", 3),
        ),
      );
      assert.equal(code, 0);
    });
  }

  Deno.test(`a program gets a line when the ${part} was restored, and everything once`, async () => {
    await using server = await RestorableServer.start();
    await using client = new ClientProcess({
      args: ["--no-tls", "--json", `alice@127.0.0.1:${server.port}`],
      env: { CHAT_PASSWORD: PASSWORD },
    });
    await client.until('"last_id":10');
    await server.say("lost", 30);
    await client.until('"lost 29"');
    await server.stop();
    await client.until("Not connected", "stderr");
    await server.restore(part, 40);
    await client.until('"new 39"');
    await client.endInput();
    const { stdout } = await client.result();
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    const restored = lines.findIndex(({ event }) => event === "restored");
    assert.deepEqual(lines[restored], { event: "restored", last_id: 10 });
    const texts = (some: { event?: string; text?: string }[]) =>
      some.filter(({ event }) => event === "message").map(({ text }) => text);
    assert.deepEqual(texts(lines.slice(0, restored)), numbered("lost", 30));
    assert.deepEqual(texts(lines.slice(restored)), numbered("new", 40));
  });

  for (const kind of ["plain", "full"]) {
    tmuxTest(
      `the ${kind} client says that the ${part} was restored, and shows what has come`,
      async () => {
        using folder = new TemporaryFolder();
        await using server = await RestorableServer.start();
        await using terminal = await startClient({
          args: [...(kind === "plain" ? ["--plain"] : []), `alice@127.0.0.1:${server.port}`],
          env: { CHAT_PASSWORD: PASSWORD },
          folder: folder.path,
          rows: 50,
        });
        await terminal.until("old 9");
        await server.say("lost", 10);
        await terminal.until("lost 9");
        await server.stop();
        await terminal.until("connection lost");
        await terminal.enter("precious");
        await server.restore(part, 12);
        await terminal.until(/precious(?![^]*sending)/);
        await terminal.until("new 11");
        const screen = await terminal.until(/server was restored from a backup/);
        await server.say("live", 2);
        await terminal.until("live 1");
        const rows = (await terminal.screen()).split("\n");
        const shown = rows.flatMap((row) =>
          /\b(?:(?:old|lost|new|live) \d+|precious)\b/.exec(row)?.[0] ?? []
        );
        // On the full screen what is gone is gone; lines that were printed stay.
        const lost = kind === "full" ? [] : numbered("lost", 10);
        assert.deepEqual(
          counted(shown),
          once(
            ...numbered("old", 10),
            ...lost,
            ...numbered("new", 12),
            "precious",
            ...numbered("live", 2),
          ),
          screen,
        );
      },
    );
  }
}
