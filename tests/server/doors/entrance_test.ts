/** Several ports, and several doors behind one of them. */
import assert from "node:assert/strict";
import { connect } from "node:tls";
import { loadOrMakeCertificate } from "../../../server/net/certificate/certificate_store.ts";
import { within } from "../../support/deadline.ts";
import { openHouse, SignDoor } from "../../support/house.ts";
import { TestClient } from "../../support/test_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** Says something over TLS; what comes back until the end, and the certificate that was shown. */
async function ask(
  port: number,
  protocols: string[] = [],
): Promise<{ text: string; fingerprint: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<
    { text: string; fingerprint: string }
  >();
  const offered = protocols.length === 0 ? {} : { ALPNProtocols: protocols };
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...offered });
  let text = "";
  let fingerprint = "";
  socket.on("secureConnect", () => {
    fingerprint = socket.getPeerCertificate().fingerprint256;
    socket.write('{"action":"exit"}\n');
  });
  socket.on("data", (bytes: Uint8Array) => text += new TextDecoder().decode(bytes));
  socket.on("error", reject);
  socket.on("close", () => resolve({ text, fingerprint }));
  return await within(promise, "what the door says");
}

async function newCertificate() {
  using folder = new TemporaryFolder();
  return await loadOrMakeCertificate(folder.path, { hostname: "localhost", now: new Date() });
}

Deno.test("Entrance.open() receives those who ask for a protocol at its door, and others at the usual one", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const certificate = await newCertificate();
  const { port } = await house.open(
    { usual: house.native, byProtocol: new Map([["http/1.1", new SignDoor("the web")]]) },
    { certificate, load: newCertificate },
  );
  assert.equal((await ask(port, ["h2", "http/1.1"])).text, "the web\n");
  assert.match((await ask(port)).text, /^\{"event":"hello".*\n\{"ok":true\}\n$/);
  // Whoever only speaks what nobody here does hears so in the handshake.
  await assert.rejects(ask(port, ["gopher"]));
  await house.log.line(/^HANDSHAKE_FAILED 127/);
});

Deno.test("Entrance.open() minds no protocol where there is one door only", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const certificate = await newCertificate();
  const { port } = await house.open(
    { usual: house.native },
    { certificate, load: newCertificate },
  );
  assert.match((await ask(port, ["gopher"])).text, /^\{"event":"hello"/);
});

Deno.test("Entrance stops and reloads by itself: other ports go on as they were", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const source = { certificate: await newCertificate(), load: newCertificate };
  const plain = await house.open({ usual: new SignDoor("plain") });
  const first = await house.open({ usual: house.native }, source);
  const second = await house.open({ usual: house.native }, source);
  const shown = (await ask(first.port)).fingerprint;

  assert.notEqual(await first.reload(), undefined);
  assert.equal(await plain.reload(), undefined);
  assert.notEqual((await ask(first.port)).fingerprint, shown);
  assert.equal((await ask(second.port)).fingerprint, shown);

  // Those who are there stay; nobody comes in any more.
  const client = await TestClient.connect({ port: second.port, tls: true });
  second.stop();
  await assert.rejects(TestClient.connect({ port: second.port, tls: true }));
  assert.equal((await client.request("ping"))["ok"], true);
  assert.match((await ask(first.port)).text, /^\{"event":"hello"/);
  client.close();
  await client.ended;
});

Deno.test("Entrance.reload() leaves the certificate as it was when there is no other", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const entrance = await house.open({ usual: house.native }, {
    certificate: await newCertificate(),
    load: () => Promise.reject(new Error("no such file")),
  });
  const { fingerprint } = await ask(entrance.port);
  await assert.rejects(entrance.reload(), /no such file/);
  assert.equal((await ask(entrance.port)).fingerprint, fingerprint);
});
