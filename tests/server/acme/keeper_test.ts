/** What a server does with an authority that does not do what it should. */
import assert from "node:assert/strict";
import { AcmeKeeper } from "../../../server/acme/keeper.ts";
import { type FakeAnswer, FakeAuthority, problem } from "../../support/fake_authority.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const START_MS = Date.parse("2026-06-01T00:00:00Z");
const MINUTE_MS = 60_000;

/** A keeper in a folder, what it has said, and the time that it goes by. */
async function keeperOf(folder: TemporaryFolder, directory: string, clock = { nowMs: START_MS }) {
  const said: string[] = [];
  const keeper = await AcmeKeeper.open({
    dataFolder: folder.path,
    settings: {
      names: ["chat.example"],
      directory,
      contact: undefined,
      rootsFile: undefined,
      http: { host: "127.0.0.1", port: 0 },
    },
    desk: { open() {}, offer() {}, close() {} },
    now: () => clock.nowMs,
    random: () => 0,
    delay: () => Promise.resolve(),
    tell() {},
    complain: (message) => void said.push(message),
    onCertificate: () => Promise.resolve(),
  });
  return { keeper, said, clock };
}

/** What is complained of after one attempt with an authority that answers so. */
async function complaintAbout(answer: (authority: FakeAuthority) => FakeAnswer): Promise<string> {
  using folder = new TemporaryFolder();
  // deno-lint-ignore prefer-const -- the answers need the authority, and it needs them
  let authority: FakeAuthority;
  const given: FakeAnswer = (path, request) => answer(authority)(path, request);
  authority = new FakeAuthority(given);
  await using _authority = authority;
  const { keeper, said } = await keeperOf(folder, authority.at("/directory"));
  await keeper.look();
  assert.equal(said.length, 1);
  return said[0] ?? "";
}

Deno.test("AcmeKeeper.look() says in a sentence what is wrong with an authority", async () => {
  const complaints: [RegExp, (authority: FakeAuthority) => FakeAnswer][] = [
    [/names no address over TLS for nonces/, () => () => Response.json({})],
    [
      /names no address over TLS for orders/,
      (authority) => () => authority.directory({ newOrder: "http://192.0.2.7/order" }),
    ],
    [
      /names no address over TLS for accounts/,
      (authority) => () => authority.directory({ newAccount: "file:///etc/passwd" }),
    ],
    [/answers with more than 262144 bytes/, () => () => new Response("x".repeat(300_000))],
    [
      /refuses: it does not say why \(status 302\)/,
      () => () => new Response(null, { status: 302, headers: { location: "http://192.0.2.7/" } }),
    ],
    [
      /wants an account that was opened elsewhere/,
      (authority) => () => authority.directory({ meta: { externalAccountRequired: true } }),
    ],
    [
      /refuses: bad\ufffd\[31m nonce \(badNonce\)/,
      (authority) => (path) =>
        path === "/directory"
          ? authority.directory()
          : problem("badNonce", { detail: "bad\u001b[31m nonce." }),
    ],
    [
      /answers an order with something else/,
      (authority) => (path) =>
        path === "/directory"
          ? authority.directory()
          : Response.json({ authorizations: new Array(50).fill(authority.at("/a")) }, {
            status: 201,
            headers: { location: authority.at("/thing") },
          }),
    ],
    [
      /asks for a name nobody ordered/,
      (authority) => (path) =>
        path === "/directory" ? authority.directory() : Response.json({
          authorizations: [authority.at("/a")],
          identifier: { type: "dns", value: "bank.example" },
          status: "pending",
        }, { status: 201, headers: { location: authority.at("/thing") } }),
    ],
    [
      /does not come to an end/,
      (authority) => (path) =>
        path === "/directory" ? authority.directory() : Response.json({
          authorizations: [],
          status: "processing",
        }, { headers: { location: authority.at("/thing"), "retry-after": "99999999" } }),
    ],
    [
      /gives out something that is no certificate/,
      (authority) => (path) =>
        path === "/directory" ? authority.directory() : Response.json({
          authorizations: [],
          status: "valid",
          finalize: authority.at("/f"),
          certificate: authority.at("/c"),
        }, { headers: { location: authority.at("/thing") } }),
    ],
  ];
  for (const [expected, answer] of complaints) {
    const complaint = await complaintAbout(answer);
    assert.match(complaint, expected);
    assert.match(
      complaint,
      /\. The server goes on with its own certificate, .*, or when it gets SIG/,
    );
  }
});

Deno.test("AcmeKeeper.look() waits longer after each failure, also after a restart; retry() does not", async () => {
  using folder = new TemporaryFolder();
  await using authority = new FakeAuthority(() => problem("serverInternal", { status: 500 }));
  const first = await keeperOf(folder, authority.at("/directory"));
  await first.keeper.look();
  await first.keeper.look();
  assert.equal(authority.asked.length, 1);
  await first.keeper.close();

  const { clock, keeper } = await keeperOf(folder, authority.at("/directory"), first.clock);
  await keeper.look();
  assert.equal(authority.asked.length, 1);
  assert.equal(keeper.status.failures, 1);
  assert.match(keeper.status.lastFailure?.reason ?? "", /refuses: no \(serverInternal\)/);
  assert.equal(keeper.status.nextMs, START_MS + 10 * MINUTE_MS);
  clock.nowMs = START_MS + 10 * MINUTE_MS;
  await keeper.look();
  assert.equal(keeper.status.nextMs, clock.nowMs + 20 * MINUTE_MS);
  await keeper.retry();
  assert.equal(authority.asked.length, 3);
  assert.equal(keeper.status.failures, 3);
});

Deno.test("AcmeKeeper.retry() does not ask before an authority wants to be asked again", async () => {
  using folder = new TemporaryFolder();
  await using authority = new FakeAuthority(() =>
    problem("rateLimited", { status: 429, headers: { "retry-after": "86400" } })
  );
  const { clock, keeper } = await keeperOf(folder, authority.at("/directory"));
  await keeper.look();
  clock.nowMs += 23 * 60 * MINUTE_MS;
  await keeper.retry();
  assert.equal(authority.asked.length, 1);
  clock.nowMs += 60 * MINUTE_MS;
  await keeper.look();
  assert.equal(authority.asked.length, 2);
});

Deno.test("AcmeKeeper.look() asks another authority at once", async () => {
  using folder = new TemporaryFolder();
  await using authority = new FakeAuthority(() => problem("serverInternal", { status: 500 }));
  await (await keeperOf(folder, authority.at("/staging"))).keeper.look();
  await (await keeperOf(folder, authority.at("/directory"))).keeper.look();
  assert.deepEqual(authority.asked, ["/staging", "/directory"]);
});
