/** When an authority suggests to renew (RFC 9773). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { AcmeKeeper } from "../../../server/acme/keeper.ts";
import { certificateIdentity } from "../../../server/acme/protocol/certificate_identity.ts";
import { makeCertificateKey } from "../../../server/acme/protocol/certificate_request.ts";
import { wantedOf } from "../../../server/acme/state.ts";
import {
  integer,
  objectIdentifier,
  octetString,
  pem,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
} from "../../../server/net/certificate/der.ts";
import { extension, signedValue } from "../../../server/net/certificate/make_certificate.ts";
import { FakeAuthority, problem } from "../../support/fake_authority.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const START_MS = Date.parse("2026-06-01T00:00:00Z");
/** The example of RFC 9773, section 4.1. */
const IDENTITY = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE";

/** A certificate for 90 days with what IDENTITY is made of in it, and its key. */
async function certificateOf(): Promise<{ certificatePem: string; privateKeyPem: string }> {
  const { pkcs8, privateKey, spki } = await makeCertificateKey();
  const name = sequence(setOf(sequence(objectIdentifier("2.5.4.3"), utf8String("authority"))));
  const authority = Uint8Array.fromHex("69885b6b87464041e1b37b847ba0ae2cde01c8d4");
  const whole = await signedValue(
    sequence(
      tagged(0xa0, integer(Uint8Array.of(2))),
      integer(Uint8Array.fromHex("87654321")),
      sequence(objectIdentifier("1.2.840.10045.4.3.2")),
      name,
      sequence(time(new Date(START_MS)), time(new Date(START_MS + 90 * DAY_MS))),
      name,
      spki,
      tagged(
        0xa3,
        sequence(
          extension("2.5.29.14", octetString(Uint8Array.of(1))),
          extension("2.5.29.35", sequence(tagged(0x80, authority))),
        ),
      ),
    ),
    privateKey,
  );
  return {
    certificatePem: pem("CERTIFICATE", whole),
    privateKeyPem: pem("PRIVATE KEY", pkcs8),
  };
}

Deno.test("certificateIdentity() is what RFC 9773 says for its example", async () => {
  assert.equal(certificateIdentity((await certificateOf()).certificatePem), IDENTITY);
});

Deno.test("AcmeKeeper.look() renews when the authority suggests, and asks for that each hour at most", async () => {
  using folder = new TemporaryFolder();
  let startMs = START_MS + 50 * DAY_MS;
  await using authority = new FakeAuthority((path) => {
    if (path === "/directory") return authority.directory({ renewalInfo: authority.at("/info") });
    if (!path.startsWith("/info/")) return problem("serverInternal", { status: 500 });
    const [start, end] = [startMs, startMs + DAY_MS].map((ms) => new Date(ms).toISOString());
    return Response.json({ suggestedWindow: { start, end } }, { headers: { "retry-after": "1" } });
  });
  const { certificatePem, privateKeyPem } = await certificateOf();
  Deno.writeTextFileSync(join(folder.path, "acme-certificate.pem"), certificatePem);
  Deno.writeTextFileSync(join(folder.path, "acme-key.pem"), privateKeyPem);
  const wanted = { names: ["chat.example"], directory: authority.at("/directory") };
  const got = wantedOf(wanted);
  Deno.writeTextFileSync(join(folder.path, "acme.json"), JSON.stringify({ wanted: got, got }));
  let nowMs = START_MS + DAY_MS;
  const keeper = await AcmeKeeper.open({
    dataFolder: folder.path,
    settings: {
      ...wanted,
      contact: undefined,
      rootsFile: undefined,
      http: { host: "127.0.0.1", port: 0 },
    },
    desk: { open() {}, offer() {}, close() {} },
    now: () => nowMs,
    random: () => 0.5,
    delay: () => Promise.resolve(),
    tell() {},
    complain() {},
    onCertificate: () => Promise.resolve(),
  });
  assert.equal(keeper.status.nextMs, START_MS + 60 * DAY_MS);
  await keeper.look();
  await keeper.look();
  assert.equal(keeper.status.nextMs, START_MS + 50.5 * DAY_MS);
  assert.deepEqual(authority.asked.splice(0), ["/directory", `/info/${IDENTITY}`]);
  // It has to be replaced: the authority wants that at once.
  startMs = START_MS;
  nowMs += 60 * 60 * 1_000;
  await keeper.look();
  assert.equal(keeper.status.failures, 1);
  assert.deepEqual(authority.asked, [
    "/directory",
    `/info/${IDENTITY}`,
    "/directory",
    "/account",
  ]);
});
