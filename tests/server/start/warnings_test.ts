import assert from "node:assert/strict";
import { loadOrMakeCertificate } from "../../../server/net/certificate/certificate_store.ts";
import { certificateWarnings } from "../../../server/net/certificate/certificate_warnings.ts";
import { startWarnings } from "../../../server/start/warnings.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const TEN_YEARS_MS = 3_650 * DAY_MS;
const NOW = new Date("2026-01-01T00:00:00Z");

Deno.test("certificateWarnings() speaks of a certificate that has expired, will soon, or is too new", async () => {
  using folder = new TemporaryFolder();
  const certificate = await loadOrMakeCertificate(folder.path, { hostname: "tower", now: NOW });
  const at = (ms: number) => certificateWarnings(certificate, NOW.getTime() + ms).join();
  assert.equal(at(DAY_MS), "");
  assert.match(at(TEN_YEARS_MS - 7 * DAY_MS), /^The certificate expires soon \(\d{4}-/);
  assert.match(at(TEN_YEARS_MS + 7 * DAY_MS), /^The certificate has expired \(\d{4}-/);
  assert.match(at(-365 * DAY_MS), /^The certificate is not valid before \d{4}-/);
});

Deno.test("startWarnings() says nothing when all is well", () => {
  using folder = new TemporaryFolder();
  assert.deepEqual(
    startWarnings({
      dataFolder: folder.path,
      wantedConnections: 100,
      possibleConnections: 100,
      memoryBytes: 2 ** 30,
      certificate: undefined,
      nowMs: 0,
    }),
    [],
  );
});

Deno.test("serve() starts with an expired certificate and warns of it, and of an open folder", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  await loadOrMakeCertificate(folder.path, { hostname: "tower", now: new Date("2001-01-01") });
  Deno.chmodSync(folder.path, 0o777);
  await using server = await startServer(folder, { tls: { kind: "own" } });
  await server.log.line(/^ERROR The certificate has expired \(2010-/);
  await server.log.line(/^ERROR Others may write into the data folder .*: chmod go-w$/);
});
