/** Whoever has the key of a certificate logs in by it, without a password (SASL EXTERNAL). */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { makeCertificate } from "../../../../server/net/certificate/make_certificate.ts";
import { within } from "../../../support/deadline.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { refused } from "../../../support/requests.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

/** A client of IRC over TLS, which shows a certificate or none. */
class TlsClient implements Disposable {
  readonly #socket: TLSSocket;
  #text = "";

  constructor(port: number, own: { key: string; cert: string } | undefined) {
    this.#socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...own });
    this.#socket.on("data", (data) => this.#text += data);
  }

  /** Sends lines; what has come by the time one matches. */
  async ask(lines: readonly string[], wanted: RegExp): Promise<string> {
    this.#text = "";
    for (const line of lines) this.#socket.write(`${line}\r\n`);
    while (!wanted.test(this.#text)) await within(once(this.#socket, "data"), `${wanted}`);
    return this.#text;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

Deno.test("CERT ADD takes the certificate of the connection, and EXTERNAL logs in by it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, {
    tls: { kind: "own" },
    irc: { isPlain: false },
  });
  const page = await server.register("alice");
  const own = await keyPair();
  const names = ["NICK alice", "USER alice 0 * :Alice"];
  const external = ["CAP LS 302", "CAP REQ sasl", "AUTHENTICATE EXTERNAL", "AUTHENTICATE +"];
  {
    using before = new TlsClient(server.ircPort, own);
    assert.match(await before.ask(external, / 904 /), /sasl=PLAIN,EXTERNAL/);
    await before.ask([`PASS :alice:${PASSWORD}`, ...names, "CAP END"], / 366 /);
    const adding = (password: string) => `PRIVMSG NickServ :CERT ADD ${password}`;
    await before.ask([adding("wrong password 1")], /This is not your password/);
    await before.ask([adding(PASSWORD)], /certificate logs you in/);
    await before.ask([adding(PASSWORD)], /lets somebody in already/);
  }
  {
    using again = new TlsClient(server.ircPort, own);
    const text = await again.ask([...external, ...names, "CAP END"], / 366 /);
    assert.match(text, / 900 .* alice :/);
    assert.match(text, /JOIN :?#general/);
  }
  const somebodyElse = ["AUTHENTICATE EXTERNAL", `AUTHENTICATE ${btoa("bob")}`];
  using other = new TlsClient(server.ircPort, own);
  await other.ask(["CAP LS 302", "CAP REQ sasl", ...somebodyElse], / 904 /);
  using none = new TlsClient(server.ircPort, undefined);
  assert.doesNotMatch(await none.ask(external, / 904 /), /EXTERNAL/);
  using stranger = new TlsClient(server.ircPort, await keyPair());
  await stranger.ask(external, / 904 /);

  // It is a device like others, and ends like them.
  const { sessions } = await page.request("sessions");
  const [made] = sessions.filter(({ token }: { token?: string }) => token === "IRC");
  await page.request("revoke", { session: made?.session });
  using late = new TlsClient(server.ircPort, own);
  await late.ask(external, / 904 /);
  // What a request says of a certificate counts for nothing.
  assert.equal(await refused(page, "login", { certificate: true }), "bad_credentials");
});

async function keyPair(): Promise<{ key: string; cert: string }> {
  const { certificatePem: cert, privateKeyPem: key } = await makeCertificate({
    names: ["localhost"],
    now: new Date(),
  });
  return { key, cert };
}
