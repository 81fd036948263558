/** Clients insist on TLS (STS) only where they can check the certificate: others would be locked out. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:tls";
import type { IrcSettings } from "../../../../server/start/irc_options.ts";
import { within } from "../../../support/deadline.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const hasOpenssl = await new Deno.Command("openssl", { args: ["version"], stdout: "null" })
  .output().then(({ success }) => success, () => false);

/** What a client over TLS is offered that knows the version of capability negotiation, or none. */
async function offeredTo(port: number, version = "302"): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  try {
    let text = "";
    socket.on("data", (data) => text += data);
    socket.write(`CAP LS ${version}\r\nCAP REQ sts\r\n`);
    while (!/ NAK /.test(text)) await within(once(socket, "data"), "what is offered");
    return text;
  } finally {
    socket.destroy();
  }
}

async function openssl(...args: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command("openssl", { args: [...args], stderr: "null" })
    .output();
  assert.ok(success, args.join(" "));
}

/** A certificate for this machine that an authority has signed. */
async function signedPair(folder: string) {
  const file = (name: string) => `${folder}/${name}`;
  const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  await openssl(
    ...["req", "-x509", "-days", "30", "-subj", "/CN=authority", ...made],
    ...["-keyout", file("ca.key"), "-out", file("ca.pem")],
  );
  await openssl(
    ...["req", "-new", ...made, ...names, "-keyout", file("key.pem"), "-out", file("wish.pem")],
  );
  await openssl(
    ...["x509", "-req", "-days", "30", "-in", file("wish.pem"), "-copy_extensions", "copy"],
    ...["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial"],
    ...["-out", file("certificate.pem")],
  );
  return {
    kind: "files",
    certificateFile: file("certificate.pem"),
    keyFile: file("key.pem"),
  } as const;
}

Deno.test({
  name: "CAP LS has clients insist on TLS where an authority vouches for the certificate" +
    (hasOpenssl ? "" : " (skipped: needs openssl)"),
  ignore: !hasOpenssl,
  fn: async () => {
    using folder = new TemporaryFolder();
    using certificates = new TemporaryFolder();
    const tls = await signedPair(certificates.path);
    const start = (irc: Partial<IrcSettings>) =>
      startIrcServer(folder, { tls, irc: { isPlain: false, ...irc } });
    {
      await using server = await start({ stsSeconds: 2_592_000 });
      assert.match(await offeredTo(server.ircPort), / sts=duration=2592000\r\n/);
      assert.doesNotMatch(await offeredTo(server.ircPort, "301"), /LS .*sts/);
    }
    {
      await using server = await start({ stsSeconds: 0 });
      assert.match(await offeredTo(server.ircPort), / sts=duration=0\r\n/);
    }
    await using server = await start({});
    assert.doesNotMatch(await offeredTo(server.ircPort), /sts=/);
  },
});

Deno.test("--irc-sts is refused where clients could not come in any more", async () => {
  using folder = new TemporaryFolder();
  const start = (irc: Partial<IrcSettings>, tls: "off" | "own" = "own") =>
    startIrcServer(folder, { tls: { kind: tls }, irc });
  await assert.rejects(start({ isPlain: false, stsSeconds: 60 }), /an authority vouches for/);
  await assert.rejects(start({ isPlain: true, stsSeconds: 60 }), /--irc-sts is for TLS/);
  await assert.rejects(start({ isPlain: false, stsSeconds: 60 }, "off"), /--irc-sts is for TLS/);
  await using server = await start({ isPlain: false, stsSeconds: 0 });
  assert.match(await offeredTo(server.ircPort), / sts=duration=0\r\n/);
});
