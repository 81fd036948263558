/** Certificates of a real authority: Debian's pebble. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { connect } from "node:tls";
import type { AcmeSettings } from "../../../server/acme/settings.ts";
import { certificateNow, givenBy } from "../../support/acme.ts";
import { freePort, HAS_PEBBLE, Pebble } from "../../support/pebble.ts";
import { startServer, TemporaryFolder, type TestServerOptions } from "../../support/test_server.ts";

const NAME = "chat.example.org";
const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;
const skipped = HAS_PEBBLE ? "" : " (skipped: needs pebble)";

function acmeTls(
  pebble: Pick<Pebble, "directory" | "rootsFile">,
  httpPort: number,
  more: Partial<AcmeSettings> = {},
): Pick<TestServerOptions, "tls"> {
  const settings = {
    names: [NAME],
    directory: pebble.directory,
    contact: undefined,
    rootsFile: pebble.rootsFile,
    http: { host: "127.0.0.1", port: httpPort },
    ...more,
  };
  return { tls: { kind: "acme", settings } };
}

Deno.test(`chat serve --acme has a certificate that clients believe by the authority${skipped}`, {
  ignore: !HAS_PEBBLE,
}, async () => {
  const httpPort = freePort();
  await using pebble = await Pebble.start({ httpPort });
  using folder = new TemporaryFolder();
  await using server = await startServer(
    folder,
    acmeTls(pebble, httpPort, {
      names: [NAME, "www.example.org"],
      contact: "admin@example.org",
    }),
  );
  await server.log.line(/^CERTIFICATE /);
  const ca = [await pebble.root()];
  for (const servername of [NAME, "www.example.org"]) {
    const socket = connect({ port: server.port, host: "127.0.0.1", servername, ca });
    await once(socket, "secureConnect");
    assert.equal(socket.authorized, true);
    socket.destroy();
  }
  assert.ok(server.log.lines.some((line) => /accepts its terms of service: data:/.test(line)));
  for (const file of ["acme-account.json", "acme-key.pem", "acme-certificate.pem", "acme.json"]) {
    assert.equal((Deno.statSync(join(folder.path, file)).mode ?? 0) & 0o777, 0o600, file);
  }
  const log = server.log.lines.join("\n");
  const { key } = JSON.parse(Deno.readTextFileSync(join(folder.path, "acme-account.json")));
  assert.ok(!log.includes(key.d) && !log.includes("PRIVATE"));
  // Nobody but the authority has anything to look for there, and it is done.
  await assert.rejects(Deno.connect({ hostname: "127.0.0.1", port: httpPort }));
});

Deno.test(
  `chat serve --acme renews in time with the same key and account, and cuts nobody off${skipped}`,
  {
    ignore: !HAS_PEBBLE,
  },
  async () => {
    const httpPort = freePort();
    await using pebble = await Pebble.start({ httpPort });
    using folder = new TemporaryFolder();
    const options = acmeTls(pebble, httpPort);
    let aheadMs = 0;
    const looks: (() => void)[] = [];
    const time = {
      now: () => Date.now() + aheadMs,
      elapsed: () => performance.now(),
      every: (work: () => void, ms: number) => {
        if (ms === 60_000) looks.push(work);
        return () => {};
      },
    };
    const account = () => JSON.parse(Deno.readTextFileSync(join(folder.path, "acme-account.json")));
    {
      await using server = await startServer(folder, { ...options, ...time });
      await server.log.line(/^ACME has a certificate /);
    }
    const [first, firstAccount] = [givenBy(folder), account()];

    await using server = await startServer(folder, { ...options, ...time });
    const client = await server.register("alice");
    // It is there still, and good.
    for (const look of looks) look();
    assert.equal((await certificateNow(server.port)).serialNumber, first.serialNumber);
    // Two thirds of five years.
    aheadMs = 3.5 * YEAR_MS;
    for (const look of looks) look();
    await server.log.line(/^ACME has a certificate /);
    const second = await certificateNow(server.port);
    assert.notEqual(second.serialNumber, first.serialNumber);
    const keyOf = (spki: Uint8Array) => createHash("sha256").update(spki).digest("hex");
    const [before, after] = [first, second].map(({ publicKey }) =>
      keyOf(publicKey.export({ format: "der", type: "spki" }))
    );
    assert.equal(after, before);
    assert.deepEqual(account(), firstAccount);
    assert.equal((await client.request("ping"))["ok"], true);
  },
);

Deno.test(
  `chat serve --acme serves without the authority, says so, and tries again on SIGHUP${skipped}`,
  {
    ignore: !HAS_PEBBLE,
  },
  async () => {
    const [port, httpPort] = [freePort(), freePort()];
    using folder = new TemporaryFolder();
    const rootsFile = join(folder.path, "authority.pem");
    const identity = await Pebble.identity();
    Deno.writeTextFileSync(rootsFile, identity.certificatePem);
    const directory = `https://localhost:${port}/dir`;
    await using server = await startServer(folder, acmeTls({ directory, rootsFile }, httpPort));
    const said = await server.log.line(/^ERROR There is no new certificate/);
    assert.match(
      said,
      /for chat\.example\.org\. The authority at localhost:\d+ cannot be reached: /,
    );
    assert.match(said, /goes on with its own certificate, .* tries again at 20\d\d-/);
    assert.equal((await server.register("alice")).answer["ok"], true);

    await using _pebble = await Pebble.start({ port, httpPort, identity });
    await server.running.reloadCertificate();
    await server.log.line(
      /^ACME has a certificate for chat\.example\.org; the next one is due at 2/,
    );
    assert.equal(givenBy(folder).checkHost(NAME), NAME);
  },
);

Deno.test(
  `chat serve --acme says why an authority does not see that the name leads here${skipped}`,
  {
    ignore: !HAS_PEBBLE,
  },
  async () => {
    // Somebody else answers where the authority looks.
    await using other = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response("nothing\u001b[31m of this"),
    );
    await using pebble = await Pebble.start({ httpPort: other.addr.port });
    using folder = new TemporaryFolder();
    await using server = await startServer(folder, acmeTls(pebble, freePort()));
    const said = await server.log.line(/^ERROR There is no new certificate/);
    assert.match(
      said,
      /could not see that chat\.example\.org leads here: .+ \(unauthorized\)\. The/,
    );
  },
);
