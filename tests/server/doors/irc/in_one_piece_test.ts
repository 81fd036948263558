/** What comes of itself stays out of labelled answers, and is not lost because it came too soon. */
import assert from "node:assert/strict";
import { ChatError } from "../../../../protocol/errors.ts";
import { IrcClient } from "../../../../server/doors/irc/irc_client.ts";
import type { IrcHouse } from "../../../../server/doors/irc/irc_house.ts";
import type { Connection } from "../../../../server/live/connection.ts";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("a room that another device joins is not shown within a labelled answer", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  const device = await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: ["batch", "labeled-response"],
  });
  for (let round = 0; round < 15; round++) {
    const room = `room-${round}`;
    await owner.request("create", { room });
    const joined = device.request("join", { room });
    await irc.send(`@label=one${round} WHOIS owner`, `@label=two${round} LIST`);
    await joined;
    const shown = (line: { command: string; params: readonly string[] }) =>
      line.command === "366" && line.params[1] === `#${room}`;
    await irc.until((line) => {
      const isOfRoom = ["332", "353", "366"].includes(line.command);
      if (isOfRoom) assert.equal(line.tags.get("batch"), undefined, line.text);
      return shown(line);
    });
  }
});

Deno.test("WHOIS tells the role in each room that both are in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  await server.register("alice");
  await owner.request("create", { room: "lab" });
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await irc.ask("JOIN #lab");
  const whois = await irc.ask("WHOIS owner");
  const channels = whois.find(({ command }) => command === "319")?.params.at(-1);
  assert.deepEqual(channels?.trim().split(" ").sort(), ["#general", "~#lab"]);
});

Deno.test("IrcClient.askPatiently() waits as long as it is told, and gives up in the end", async () => {
  const waitsMs: number[] = [];
  let refusals = 2;
  const house = {
    options: { serverName: "irc.test" },
    services: {
      hub: { deliver() {} },
      delay: (milliseconds: number) => Promise.resolve(void waitsMs.push(milliseconds)),
    },
    dispatcher: {
      pace: () =>
        refusals-- > 0 ? new ChatError("slow_down", undefined, { retryAfterSeconds: 7 }) : 0,
      pauseAfter: () => 0,
      run: () => Promise.resolve({ rooms: [], more: false }),
    },
  } as unknown as IrcHouse;
  const client = new IrcClient(house, {} as unknown as Connection);
  assert.deepEqual(await client.askPatiently("rooms", {}), { rooms: [], more: false });
  assert.deepEqual(waitsMs, [7_000, 7_000]);
  refusals = 1_000;
  assert.equal(await client.patiently("rooms", {}), undefined);
  assert.equal(waitsMs.length, 11);
});
