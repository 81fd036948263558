import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import {
  CertificateError,
  loadCertificate,
  loadOrMakeCertificate,
} from "../../../../server/net/certificate/certificate_store.ts";
import { makeCertificate } from "../../../../server/net/certificate/make_certificate.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const NOW = new Date("2026-11-20T17:00:00Z");
const OPTIONS = { hostname: "tower", now: NOW };

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"], stdout: "null" })
  .output().then(({ success }) => success, () => false);

/** Runs `body` with a folder that is gone afterwards. */
async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "chat-certificate-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadOrMakeCertificate() makes a certificate for ten years at first start", () =>
  withFolder(async (folder) => {
    const made = await loadOrMakeCertificate(folder, OPTIONS);
    assert.match(made.fingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
    assert.equal(made.validUntil.toISOString(), "2036-11-17T17:00:00.000Z");
    const certificate = new X509Certificate(made.certificatePem);
    for (const name of ["localhost", "tower"]) assert.equal(certificate.checkHost(name), name);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assert.deepEqual(names, ["certificate.pem", "key.pem"]);
  }));

Deno.test({
  name: "loadOrMakeCertificate() lets only the owner read the key",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      await loadOrMakeCertificate(folder, OPTIONS);
      const { mode } = await Deno.stat(join(folder, "key.pem"));
      assert.equal((mode ?? 0) & 0o777, 0o600);
    }),
});

Deno.test("loadOrMakeCertificate() returns the same certificate after a restart", () =>
  withFolder(async (folder) => {
    const first = await loadOrMakeCertificate(folder, OPTIONS);
    assert.deepEqual(await loadOrMakeCertificate(folder, OPTIONS), first);
  }));

Deno.test("loadOrMakeCertificate() leaves out a host name that no certificate can hold", () =>
  withFolder(async (folder) => {
    const options = { ...OPTIONS, hostname: "büro 7", names: ["chat.example", "localhost"] };
    const made = await loadOrMakeCertificate(folder, options);
    assert.match(
      new X509Certificate(made.certificatePem).subjectAltName ?? "",
      /^DNS:localhost, IP Address:127\.0\.0\.1, IP Address:[0:]*1, DNS:chat\.example$/,
    );
  }));

Deno.test("loadOrMakeCertificate() starts over when a first start got as far as the key", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "key.pem"), "half a key");
    await Deno.writeTextFile(join(folder, "certificate.pem.new"), "half a certificate");
    const made = await loadOrMakeCertificate(folder, OPTIONS);
    assert.deepEqual(await loadOrMakeCertificate(folder, OPTIONS), made);
  }));

Deno.test("loadOrMakeCertificate() throws CertificateError when the key is gone", () =>
  withFolder(async (folder) => {
    await loadOrMakeCertificate(folder, OPTIONS);
    await Deno.remove(join(folder, "key.pem"));
    await assert.rejects(loadOrMakeCertificate(folder, OPTIONS), {
      name: "CertificateError",
      message: /is there, but its key .*key\.pem is not\. Put the key back; or delete/,
    });
  }));

Deno.test("loadOrMakeCertificate() throws CertificateError when the folder is missing", () =>
  withFolder(async (folder) => {
    await assert.rejects(loadOrMakeCertificate(join(folder, "no"), OPTIONS), {
      name: "CertificateError",
      message: /^Cannot write .*key\.pem: it is not there; check the path$/,
    });
  }));

Deno.test("loadCertificate() takes a chain whose first certificate is the server's", () =>
  withFolder(async (folder) => {
    const [own, other] = await Promise.all(
      [1, 2].map(() => makeCertificate({ names: ["chat.example"], now: NOW })),
    );
    assert.ok(own && other);
    const [chain, key] = [join(folder, "chain.pem"), join(folder, "own.pem")];
    await Deno.writeTextFile(key, own.privateKeyPem);
    await Deno.writeTextFile(chain, own.certificatePem + other.certificatePem);
    assert.match((await loadCertificate(chain, key)).fingerprint, /^SHA256:/);
    await Deno.writeTextFile(chain, other.certificatePem + own.certificatePem);
    await assert.rejects(loadCertificate(chain, key), {
      name: "CertificateError",
      message: /does not belong to the certificate .* must come first$/,
    });
  }));

Deno.test("loadCertificate() says what is wrong with each file", () =>
  withFolder(async (folder) => {
    await loadOrMakeCertificate(folder, OPTIONS);
    const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
    const nonsense = join(folder, "nonsense");
    await Deno.writeTextFile(nonsense, "nonsense");
    const locked = join(folder, "locked");
    await Deno.writeTextFile(locked, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    const cases: [certificate: string, key: string, message: RegExp][] = [
      [join(folder, "no"), key, /^Cannot read the certificate .*no: it is not there; check/],
      [certificate, join(folder, "no"), /^Cannot read the private key .*no: it is not there/],
      [folder, key, /^Cannot read the certificate .*: it is a folder; name the file in it$/],
      [nonsense, key, /nonsense holds no certificate in PEM; it must begin with -----BEGIN C/],
      [certificate, nonsense, /nonsense holds no private key in PEM; it must begin with -----/],
      [certificate, locked, /locked is encrypted; write it without a password with: openssl/],
    ];
    for (const [certificateFile, keyFile, message] of cases) {
      await assert.rejects(loadCertificate(certificateFile, keyFile), (error) => {
        assert.ok(error instanceof CertificateError);
        assert.match(error.message, message);
        return true;
      });
    }
  }));

Deno.test({
  name: "loadCertificate() names an RSA key that is too short" +
    (hasOpenssl ? "" : " (skipped: needs openssl)"),
  ignore: !hasOpenssl,
  fn: async () => {
    using folder = new TemporaryFolder();
    const [key, certificate] = [`${folder.path}/rsa.key`, `${folder.path}/rsa.pem`];
    await new Deno.Command("openssl", {
      args: ["req", "-x509", "-newkey", "rsa:1024", "-nodes", "-days", "30", "-subj", "/CN=x"]
        .concat(["-keyout", key, "-out", certificate]),
      stderr: "null",
    }).output();
    await assert.rejects(
      loadCertificate(certificate, key),
      /^CertificateError: The RSA key in .*rsa\.key has 1024 bits/,
    );
  },
});
