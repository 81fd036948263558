import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { createServer } from "node:tls";
import { dialTls, type ServerProof } from "../../../client/net/tls_transport.ts";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { within } from "../../support/deadline.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { testTransport } from "./transport_suite.ts";

const hasOpenssl = isInstalled("openssl");

function isInstalled(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

function dial(port: number, judge: (proof: ServerProof) => void) {
  const signal = new AbortController().signal;
  return dialTls({ ip: "127.0.0.1", port, host: "localhost", judge, signal });
}

testTransport({
  name: "TlsTransport",
  async serve(accept) {
    const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
    const identity = { cert: pair.certificatePem, key: pair.privateKeyPem };
    return createServer(identity, accept).on("tlsClientError", () => {});
  },
  dial: (port, signal) =>
    dialTls({ ip: "127.0.0.1", port, host: "localhost", judge: () => {}, signal }),
});

Deno.test("dialTls() shows the certificate and that nobody vouches for it", async () => {
  const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
  const identity = { cert: pair.certificatePem, key: pair.privateKeyPem };
  await using server = await FakeServer.start({ identity });
  const proofs: ServerProof[] = [];
  const transport = await dial(server.port, (proof) => proofs.push(proof));
  const [proof] = proofs;
  const der = Buffer.from(pair.certificatePem.replaceAll(/-----.*-----|\n/g, ""), "base64");
  assert.deepEqual(Buffer.from(proof?.certificate ?? []), der);
  assert.equal(proof?.isVouchedFor, false);
  transport.close();
  await server.until(() => server.clients.size === 0);
});

Deno.test("dialTls() closes without a byte when the judge says no", async () => {
  const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
  const identity = { cert: pair.certificatePem, key: pair.privateKeyPem };
  await using server = await FakeServer.start({ identity });
  await assert.rejects(
    dial(server.port, () => {
      throw new Error("no");
    }),
    /^Error: no$/,
  );
  await server.until(() => server.clients.size === 0);
  assert.equal(server.requests.length, 0);
});

const linkLocal = Deno.networkInterfaces().find(({ address, family }) =>
  family === "IPv6" && address.startsWith("fe80:")
);

Deno.test({
  name: "dialTls() connects to a link-local address with its zone" +
    (linkLocal === undefined ? " (skipped: there is none here)" : ""),
  ignore: linkLocal === undefined,
  fn: async () => {
    const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
    const identity = { cert: pair.certificatePem, key: pair.privateKeyPem };
    await using server = await FakeServer.start({ identity, host: "::" });
    const host = `${linkLocal?.address}%${linkLocal?.name}`;
    const signal = new AbortController().signal;
    const proofs: ServerProof[] = [];
    const judge = (proof: ServerProof) => void proofs.push(proof);
    const transport = await dialTls({ ip: host, port: server.port, host, judge, signal });
    assert.equal(proofs.length, 1);
    for await (const chunk of transport.chunks) {
      assert.match(new TextDecoder().decode(chunk), /"event":"hello"/);
      break;
    }
    transport.close();
    await server.until(() => server.clients.size === 0);
  },
});

// Who trusts a fingerprint must be sure that the server holds the key: certificates are public.
Deno.test({
  name: "dialTls() refuses a server that shows a certificate whose key it does not have" +
    (hasOpenssl ? "" : " (skipped: needs openssl)"),
  ignore: !hasOpenssl,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const pair = await makeCertificate({ names: ["localhost"], now: new Date() });
      const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
      await Deno.writeTextFile(files.cert, pair.certificatePem);
      await Deno.writeTextFile(files.key, await withWrongSecret(pair.privateKeyPem, folder));
      const server = new Deno.Command("openssl", {
        args: ["s_server", "-accept", "127.0.0.1:0", "-cert", files.cert, "-key", files.key],
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const output = server.stdout.getReader();
      try {
        const port = await within(acceptedPort(output), "openssl to listen");
        await assert.rejects(dial(port, () => assert.fail("it was shown to the judge")));
      } finally {
        server.kill("SIGKILL");
        await output.cancel();
        await server.stdin.close().catch(() => {});
        await server.status;
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** The key with its public half kept and its secret half replaced; openssl does not notice. */
async function withWrongSecret(pem: string, folder: string): Promise<string> {
  const input = join(folder, "right.pem");
  await Deno.writeTextFile(input, pem);
  const { stdout } = await new Deno.Command("openssl", {
    args: ["ec", "-in", input, "-outform", "DER"],
    stderr: "null",
  }).output();
  const der = Buffer.from(stdout);
  const secret = der.indexOf(Buffer.from([0x04, 0x20])) + 2; // OCTET STRING of 32 bytes, RFC 5915
  der.fill(0x11, secret, secret + 32);
  return `-----BEGIN EC PRIVATE KEY-----\n${
    der.toString("base64")
  }\n-----END EC PRIVATE KEY-----\n`;
}

async function acceptedPort(output: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let text = "";
  for (;;) {
    const { done, value } = await output.read();
    if (done) throw new Error(`openssl ended: ${text}`);
    text += new TextDecoder().decode(value);
    const match = /ACCEPT.*:(\d+)/.exec(text);
    if (match) return Number(match[1]);
  }
}
