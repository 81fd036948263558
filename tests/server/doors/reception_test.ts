/** Letting connections in, and seeing them off, at any door. */
import assert from "node:assert/strict";
import type { Door } from "../../../server/doors/door.ts";
import type { Transport } from "../../../server/net/transport.ts";
import { openHouse } from "../../support/house.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";
import { within } from "../../support/deadline.ts";

/** A transport without a socket. */
function transport(address = "192.0.2.7"): Transport & { written(): string; isClosed(): boolean } {
  let text = "";
  let isClosed = false;
  return {
    address,
    port: 7,
    read: () => Promise.resolve(null),
    write(bytes) {
      text += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
    close: () => void (isClosed = true),
    written: () => text,
    isClosed: () => isClosed,
  };
}

/** A door at which a test does what it likes. */
function door(converse: Door["converse"]): Door {
  return {
    format: {
      encodeEvents: (events) =>
        new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join("")),
    },
    gap: () => new Uint8Array(),
    converse,
  };
}

Deno.test("Reception.receive() turns a banned network away before anything of it is read", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  house.services.networkBans.add({ network: "192.0.2.0/24", reason: "spam", untilMs: undefined });
  const banned = transport();
  await house.reception.receive(banned, door(() => assert.fail("It was let in")));
  assert.match(banned.written(), /"address_banned".*spam/);
  assert.equal(banned.isClosed(), true);
  await house.log.line(/^REFUSED 192\.0\.2\.7:7 \(banned address\)$/);
  assert.equal(house.services.connections.size, 0);
});

Deno.test("Reception.receive() turns away who is too many, and lets in again when somebody goes", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder, { maxConnections: 1 });
  const going = Promise.withResolvers<void>();
  const first = house.reception.receive(transport(), door(() => going.promise));
  const second = transport();
  await house.reception.receive(second, door(() => assert.fail("It was let in")));
  assert.match(second.written(), /"too_many_connections"/);
  going.resolve();
  await first;
  let wasIn = false;
  await house.reception.receive(
    transport(),
    door(() => {
      wasIn = true;
      return Promise.resolve();
    }),
  );
  assert.equal(wasIn, true);
});

Deno.test("Reception.receive() sees everybody off, also whose door has broken", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const { port } = await house.open({ usual: house.native });
  const client = await TestClient.connect({ port });
  await client.request("register", { username: "alice", password: PASSWORD });
  const { hub, connections } = house.services;
  const [account] = [...hub.online()];
  assert.equal(account?.name, "alice");

  const broken = transport();
  await house.reception.receive(broken, door(() => Promise.reject(new Error("The door broke"))));
  assert.equal(broken.isClosed(), true);
  assert.equal(connections.size, 1);
  client.close();
  await within(client.ended, "the end");
  await house.log.line(/^DISCONNECTED alice/);
  assert.equal(hub.accountCount, 0);
});

Deno.test("Reception.receive() writes what a client has caused that has closed its side", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const done = transport();
  await house.reception.receive(
    done,
    door((connection) => {
      connection.send({ event: "notice", text: "the last word" });
      return Promise.resolve();
    }),
  );
  assert.match(done.written(), /the last word/);
  assert.equal(done.isClosed(), true);
});

Deno.test("Reception.receive() has the door tell of a gap", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder, { outboxBytes: 100 });
  const told: number[] = [];
  const reader = transport();
  await house.reception.receive(reader, {
    ...door((connection) => {
      connection.outbox.startAfter(41);
      connection.outbox.pushEvents(new Uint8Array(200), 1, 42);
      return Promise.resolve();
    }),
    gap(after) {
      told.push(after);
      return new TextEncoder().encode("You have missed something\n");
    },
  });
  assert.deepEqual(told, [41]);
  assert.equal(reader.written(), "You have missed something\n");
});

Deno.test("Reception.receive() logs a fault of the program, and no broken connection", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const broken = new Deno.errors.ConnectionReset("reset by peer");
  await house.reception.receive(transport(), door(() => Promise.reject(broken)));
  const fault = new TypeError("x is not a function");
  await house.reception.receive(transport(), door(() => Promise.reject(fault)));
  await house.log.line(/^ERROR A connection ended by a fault of the program: x is not a function$/);
  assert.equal(house.services.connections.size, 0);
});
