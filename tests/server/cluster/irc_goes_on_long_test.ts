/** IRC clients that were given the addresses of several nodes go on at another one when theirs stops. */
import { startNode } from "../../support/cluster.ts";
import { within } from "../../support/deadline.ts";
import {
  type ClientAccount,
  clientTest,
  startIrssi,
  startWeechat,
} from "../../support/irc/real_client.ts";
import { NatsServers, whatNatsLacks } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";
import type { Tmux } from "../../support/tmux.ts";

const IRC = {
  irc: {
    at: { host: "127.0.0.1", port: 0 },
    isPlain: true,
    name: undefined,
    nicks: "account" as const,
    registerEarly: false,
    passwordFile: undefined,
  },
};

/** Clients wait before they try again: WeeChat ten seconds. */
const BACK_WITHIN_MS = 90_000;

const CLIENTS: readonly {
  program: string;
  name: string;
  start(account: ClientAccount): Promise<Tmux>;
}[] = [
  { program: "weechat-curses", name: "WeeChat", start: startWeechat },
  { program: "irssi", name: "irssi", start: startIrssi },
];

for (const { name, program, start } of whatNatsLacks() === undefined ? CLIENTS : []) {
  clientTest(`${name} goes on at another node by itself`, [program], async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    using home = new TemporaryFolder();
    const a = await startNode(first, { nats, node: "a", ...IRC });
    await using b = await startNode(second, { nats, node: "b", ...IRC });
    const bob = await b.register("bob");
    (await a.register("alice")).close();
    const came = () => bob.event("joined", (line) => line["username"] === "alice");
    const [port = 0, other = 0] = [a.running.ircPort, b.running.ircPort];
    const here = came();
    await using _client = await start({
      port,
      others: [other],
      name: "alice",
      password: PASSWORD,
      home: `${home.path}/client`,
    });
    await within(here, `${name} to come`, BACK_WITHIN_MS);
    const gone = bob.event("left", (line) => line["username"] === "alice");
    await a.stop();
    await gone;
    const seen = async () => {
      while ((await ok(bob, "who", {}))["users"].every((one: unknown) => !isAlice(one)));
    };
    await within(seen(), `${name} to be at the other node`, BACK_WITHIN_MS);
  });
}

function isAlice(one: unknown): boolean {
  return JSON.stringify(one).includes("alice");
}
