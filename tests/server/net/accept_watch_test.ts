import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { AcceptWatch } from "../../../server/net/accept_watch.ts";
import { within } from "../../support/deadline.ts";

Deno.test("AcceptWatch listens again when listening again had failed", async () => {
  const hostname = "127.0.0.1";
  const server = createServer((socket) => watch.accepted(socket));
  const watch = new AcceptWatch(server, { hostname, maxConnections: 4, onError() {} });
  server.listen(0, hostname);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  watch.start();
  const connected = once(server, "connection");
  using _held = await Deno.connect({ hostname, port });
  await connected;
  // What is left of it when there was no file to listen with.
  const listening = once(server, "listening");
  server.close();

  await within(listening, "listening again", 10_000);

  assert.equal((server.address() as AddressInfo).port, port);
  using _another = await Deno.connect({ hostname, port });
  watch.close();
  server.close();
});
