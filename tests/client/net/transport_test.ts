import assert from "node:assert/strict";
import { ClientFailure } from "../../../client/base/failure.ts";
import { openTransport, type Transport } from "../../../client/net/transport.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const TRANSPORT: Transport = {
  chunks: { async *[Symbol.asyncIterator]() {} },
  send() {},
  flushed: () => Promise.resolve(),
  close() {},
};

/** What the C library says on a machine that has no list of hosts and no name server. */
function noSuchHost(host: string): Promise<string[]> {
  return Promise.reject(
    Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }),
  );
}

function place(host: string) {
  return { username: undefined, host, port: 5000 };
}

function refusal(code: string): Error {
  return Object.assign(new Error(code), { code });
}

Deno.test("openTransport() finds localhost where no resolver knows it", async () => {
  for (const host of ["localhost", "localhost.", "chat.localhost"]) {
    const dialled: string[] = [];
    const transport = await openTransport(place(host), {
      dial: (ip) => {
        dialled.push(ip);
        if (ip === "127.0.0.1") return Promise.reject(refusal("ECONNREFUSED"));
        return Promise.resolve(TRANSPORT);
      },
      clock: new FakeClock(),
      resolve: noSuchHost,
    });
    assert.equal(transport, TRANSPORT);
    assert.deepEqual(dialled, ["127.0.0.1", "::1"], host);
  }
});

Deno.test("openTransport() says that nobody answers where there is no IPv6", async () => {
  await assert.rejects(
    openTransport(place("localhost"), {
      dial: (ip) => Promise.reject(refusal(ip === "::1" ? "EADDRNOTAVAIL" : "ECONNREFUSED")),
      clock: new FakeClock(),
      resolve: noSuchHost,
    }),
    /^ClientFailure: Nobody answers at localhost:5000; check the port/,
  );
});

Deno.test("openTransport() asks the resolver for every other name", async () => {
  const asked: string[] = [];
  const options = {
    dial: () => Promise.resolve(TRANSPORT),
    clock: new FakeClock(),
    resolve: (host: string) => {
      asked.push(host);
      return host === "chat.example" ? Promise.resolve(["192.0.2.7"]) : noSuchHost(host);
    },
  };
  assert.equal(await openTransport(place("chat.example"), options), TRANSPORT);
  await assert.rejects(
    openTransport(place("localhost.example"), options),
    (error) => error instanceof ClientFailure && error.message.startsWith("There is no host"),
  );
  assert.deepEqual(asked, ["chat.example", "localhost.example"]);
});
