/**
 * A process full of clients that do one thing as often as they can, from as many loopback addresses as
 * wanted. They wait for answers, so that what they do is work and not only bytes.
 *
 * Usage: abusers.ts PORT MILLISECONDS JSON, where JSON is an {@linkcode AbuseOrder}; prints one JSON
 * line about what they were answered.
 */
import { connect, type Socket } from "node:net";
import { pause } from "./pause.ts";

/** What is done, from where, and how many do it. */
export interface AbuseOrder {
  /** Each connection uses one of them in turn. */
  addresses: readonly string[];
  connectionsPerAddress: number;
  /** Sent once after connecting, for example a login; one of them in turn. @default nothing */
  first?: readonly object[];
  /**
   * Sent again and again, one of them in turn; in texts `%n` is another number each time, and `%c` the
   * number of the connection.
   */
  requests: readonly object[];
  /** Requests of one connection that are under way. */
  underWay: number;
  /** How long somebody who was closed waits before it comes back, in milliseconds. @default 20 */
  comeBackMs?: number;
}

/** What became of it: how many answers there were of each kind, and connections opened. */
export interface AbuseReport {
  opened: number;
  answers: Record<string, number>;
}

const [port, milliseconds, json] = Deno.args;
const order = JSON.parse(json ?? "") as AbuseOrder;
const endMs = Date.now() + Number(milliseconds);
const report: AbuseReport = { opened: 0, answers: {} };
let number = 0;

function filled(request: object | undefined, connection: number): string {
  const text = JSON.stringify(request ?? {});
  return `${text.replaceAll("%n", () => `${number++}`).replaceAll("%c", `${connection}`)}\n`;
}

/** Does it on one connection until that ends. */
async function abuse(index: number): Promise<void> {
  const { addresses, first, requests, underWay } = order;
  const localAddress = addresses[index % addresses.length];
  const socket = connect({
    port: Number(port),
    host: "127.0.0.1",
    ...(localAddress !== undefined && Deno.build.os === "linux" ? { localAddress } : {}),
  });
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  socket.on("connect", () => {
    report.opened += 1;
    if (first !== undefined) socket.write(filled(first[index % first.length], index));
    for (let sent = 0; sent < underWay; sent++) sendNext(socket);
  });
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const outcome = /^\{"ok":(?:(true)|false.*?"error":"(\w+)")/.exec(line);
      if (outcome === null) continue;
      const what = outcome[1] === undefined ? outcome[2] ?? "" : "ok";
      report.answers[what] = (report.answers[what] ?? 0) + 1;
      sendNext(socket);
    }
  });

  function sendNext(socket: Socket): void {
    socket.write(filled(requests[number % requests.length], index));
  }

  await Promise.race([ended, pause(endMs - Date.now())]);
  socket.destroy();
}

await Promise.all(
  Array.from(
    { length: order.addresses.length * order.connectionsPerAddress },
    async (_, index) => {
      while (Date.now() < endMs) {
        await abuse(index);
        await pause(order.comeBackMs ?? 20);
      }
    },
  ),
);
console.log(JSON.stringify(report));
Deno.exit(0);
