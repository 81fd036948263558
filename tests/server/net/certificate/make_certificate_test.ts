import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { fingerprintOf } from "../../../../protocol/fingerprint.ts";
import { makeCertificate } from "../../../../server/net/certificate/make_certificate.ts";

const NAMES = ["localhost", "chat.example", "127.0.0.1", "::1", "2001:db8::a0:1"];
const NOW = new Date("2026-11-20T17:00:00.500Z");

async function hasOpenssl(): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args: ["version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("makeCertificate() is for its names and from its day on", async () => {
  const { certificatePem } = await makeCertificate({ names: NAMES, now: NOW, validDays: 10 });
  const certificate = new X509Certificate(certificatePem);
  assert.equal(certificate.validFromDate.toISOString(), "2026-11-20T16:00:00.000Z");
  assert.equal(certificate.validToDate.toISOString(), "2026-11-30T17:00:00.000Z");
  assert.equal(certificate.ca, false);
  assert.equal(certificate.verify(certificate.publicKey), true);
  assert.equal(certificate.checkHost("chat.example"), "chat.example");
  assert.equal(certificate.checkHost("other.example"), undefined);
  assert.match(certificate.subjectAltName ?? "", /^DNS:localhost, DNS:chat\.example, /);
});

Deno.test("makeCertificate() never makes the same serial number twice", async () => {
  const make = async () =>
    new X509Certificate((await makeCertificate({ names: NAMES, now: NOW })).certificatePem);
  const [one, other] = await Promise.all([make(), make()]);
  assert.notEqual(one.serialNumber, other.serialNumber);
  assert.equal(one.serialNumber.length, 32);
});

Deno.test("makeCertificate() throws RangeError for what is no host name", async () => {
  for (const name of ["", "a b", "ä.example", "a..b", "-a", "x".repeat(64)]) {
    await assert.rejects(makeCertificate({ names: [name], now: NOW }), RangeError, name);
  }
});

Deno.test("makeCertificate() is accepted by node:tls as its own authority", async () => {
  const pair = await makeCertificate({ names: NAMES, now: new Date() });
  const server = createServer({ cert: pair.certificatePem, key: pair.privateKeyPem }, (socket) => {
    socket.end("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const servername of ["localhost", "chat.example"]) {
    const socket = connect({ host: "127.0.0.1", port, ca: pair.certificatePem, servername });
    await once(socket, "secureConnect", { signal: AbortSignal.timeout(10_000) });
    assert.equal(socket.authorized, true);
    const { raw } = socket.getPeerCertificate();
    assert.equal(fingerprintOf(raw), fingerprintOf(new X509Certificate(pair.certificatePem).raw));
    socket.destroy();
    await once(socket, "close");
  }
  server.close();
  await once(server, "close");
});

Deno.test({
  name: await hasOpenssl()
    ? "makeCertificate() is accepted by openssl for every name"
    : "makeCertificate() is accepted by openssl for every name (skipped: there is no openssl)",
  ignore: !await hasOpenssl(),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      // Both forms of dates: one that ends before 2050 and one that ends after.
      for (const validDays of [3_650, 36_500]) {
        const pair = await makeCertificate({ names: NAMES, now: new Date(), validDays });
        const file = join(folder, "certificate.pem");
        await Deno.writeTextFile(file, pair.certificatePem);
        for (const name of NAMES) {
          const kind = /^[\d.]+$|:/.test(name) ? "-verify_ip" : "-verify_hostname";
          const verified = await new Deno.Command("openssl", {
            args: ["verify", "-x509_strict", "-purpose", "sslserver", kind, name].concat([
              "-CAfile",
              file,
              file,
            ]),
          }).output();
          const printed = new TextDecoder().decode(verified.stdout) +
            new TextDecoder().decode(verified.stderr);
          assert.ok(verified.success, `${name}: ${printed}`);
        }
        const shown = await new Deno.Command("openssl", {
          args: ["x509", "-in", file, "-noout", "-text"],
        }).output();
        const printed = new TextDecoder().decode(shown.stdout);
        assert.match(printed, /Signature Algorithm: ecdsa-with-SHA256/);
        assert.match(printed, /X509v3 Key Usage: critical\s+Digital Signature\n/);
        assert.match(printed, /TLS Web Server Authentication/);
        assert.match(printed, /IP Address:2001:DB8:0:0:0:0:A0:1/);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
