import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { ClientFailure } from "../../../client/base/failure.ts";
import { KnownServers } from "../../../client/net/known_servers.ts";
import { judgeServer } from "../../../client/net/trust.ts";
import { fingerprintOf, keyFingerprintOf } from "../../../protocol/fingerprint.ts";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";

const CERTIFICATE = new TextEncoder().encode("certificate one");
const OTHER = new TextEncoder().encode("certificate two");

interface Situation {
  folder: string;
  lines: string[];
  judge: (options: {
    certificate?: Uint8Array;
    isVouchedFor?: boolean;
    pinned?: string;
    known?: KnownServers;
  }) => Promise<void>;
}

/** Each call of `judge` is one run of the client. */
async function inSituation(run: (situation: Situation) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const lines: string[] = [];
  try {
    await run({
      folder,
      lines,
      judge: ({ certificate = CERTIFICATE, isVouchedFor = false, pinned, known }) =>
        judgeServer({ certificate, isVouchedFor }, {
          place: "chat.example:5000",
          pinned,
          known: known ?? new KnownServers(folder),
          notify: (line) => lines.push(line),
        }),
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function changedKey(...patterns: RegExp[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ClientFailure);
    assert.equal(error.exitCode, 5);
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  };
}

Deno.test("judgeServer() trusts a new server, says its fingerprint once and remembers it", () =>
  inSituation(async ({ judge, lines }) => {
    await judge({});
    await judge({});
    assert.deepEqual(lines, [
      `First time at chat.example:5000; its key is ${fingerprintOf(CERTIFICATE)}`,
    ]);
  }));

Deno.test("judgeServer() refuses a changed key and says what it means and how to accept it", () =>
  inSituation(async ({ folder, judge }) => {
    await judge({});
    await assert.rejects(
      judge({ certificate: OTHER }),
      changedKey(
        /HAS CHANGED\. Nothing was sent/,
        new RegExp(fingerprintOf(CERTIFICATE).replaceAll(/[+/]/g, "\\$&")),
        /somebody sits between you and the server/,
        /Ask whoever runs the server/,
        /--fingerprint SHA256:/,
        new RegExp(`remove line 1 .* from ${join(folder, "known_servers")}`),
      ),
    );
  }));

Deno.test("judgeServer() accepts a changed key that was asked for, from then on", () =>
  inSituation(async ({ judge }) => {
    await judge({});
    await judge({ certificate: OTHER, pinned: fingerprintOf(OTHER) });
    await judge({ certificate: OTHER });
    await assert.rejects(judge({}), changedKey(/remove line 2/));
  }));

Deno.test("judgeServer() refuses another key than the one that was asked for, even a vouched one", () =>
  inSituation(async ({ judge, lines }) => {
    const pinned = fingerprintOf(OTHER);
    await assert.rejects(
      judge({ pinned, isVouchedFor: true }),
      changedKey(/NOT THE ONE YOU ASKED/),
    );
    assert.deepEqual(lines, []);
  }));

// What an authority says replaces no key that was remembered or asked for: whoever has got some
// authority to sign for this name would get the password otherwise.
Deno.test("judgeServer() refuses another key than the remembered one, even a vouched one", () =>
  inSituation(async ({ judge }) => {
    await judge({});
    await judge({ isVouchedFor: true });
    await assert.rejects(
      judge({ certificate: OTHER, isVouchedFor: true }),
      changedKey(/HAS CHANGED/, /An authority vouches for the new key.*\n?.*remove line 1/),
    );
  }));

Deno.test("judgeServer() remembers that an authority vouched, and takes any key it vouches for", () =>
  inSituation(async ({ folder, judge, lines }) => {
    await judge({ isVouchedFor: true });
    await judge({ certificate: OTHER, isVouchedFor: true });
    assert.deepEqual(lines, []);
    const text = await Deno.readTextFile(join(folder, "known_servers"));
    assert.equal(text, "chat.example:5000 vouched\n");
  }));

Deno.test("judgeServer() refuses the step down from an authority to a key nobody vouches for", () =>
  inSituation(async ({ judge, lines }) => {
    await judge({ isVouchedFor: true });
    await assert.rejects(judge({}), changedKey(/NO AUTHORITY VOUCHES/, /--fingerprint SHA256:/));
    await assert.rejects(judge({ certificate: OTHER }), changedKey(/NO AUTHORITY VOUCHES/));
    assert.deepEqual(lines, []);
    await judge({ certificate: OTHER, pinned: fingerprintOf(OTHER) });
    await judge({ certificate: OTHER });
  }));

Deno.test("judgeServer() keeps a key that was asked for, whatever an authority says later", () =>
  inSituation(async ({ judge }) => {
    await judge({ isVouchedFor: true, pinned: fingerprintOf(CERTIFICATE) });
    await assert.rejects(judge({ certificate: OTHER, isVouchedFor: true }), changedKey(/CHANGED/));
  }));

Deno.test("judgeServer() takes the fingerprint of a key, and remembers that", async () => {
  const { certificatePem } = await makeCertificate({ names: ["chat.example"], now: new Date() });
  const certificate = new X509Certificate(certificatePem).raw;
  const key = keyFingerprintOf(certificate) ?? "";
  await inSituation(async ({ folder, judge, lines }) => {
    // It was known by its certificate.
    await judge({ certificate });
    await judge({ certificate, pinned: key });
    await judge({ certificate, isVouchedFor: true });
    await judge({ certificate, pinned: fingerprintOf(certificate) });
    const known = await new KnownServers(folder).find("chat.example:5000");
    assert.equal(known?.fingerprint, key);
    assert.equal(lines.length, 1);
    await assert.rejects(judge({ certificate: OTHER }), changedKey(/HAS CHANGED/));
    await assert.rejects(judge({ certificate: OTHER, pinned: key }), changedKey(/NOT THE ONE/));
  });
});

Deno.test("judgeServer() says so when nothing can be remembered, and goes on", () =>
  inSituation(async ({ judge, lines }) => {
    const known = new KnownServers(undefined);
    await judge({ known });
    await judge({ known });
    assert.equal(lines.length, 2);
    assert.match(lines[1] ?? "", /not remembered, because neither HOME nor CHAT_CONFIG_DIR is set/);
    await assert.rejects(judge({ known, certificate: OTHER }), changedKey(/HAS CHANGED/));
  }));

Deno.test("judgeServer() says so when the folder cannot be written, and goes on", () =>
  inSituation(async ({ folder, judge, lines }) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    await judge({ known: new KnownServers(join(folder, "file", "chat")) }).catch((error) => {
      // Where a file stands in the way of the folder, it cannot be read either.
      assert.match(error.message, /Cannot read/);
      lines.push("could not be remembered");
    });
    assert.match(lines.at(-1) ?? "", /could not be remembered/);
  }));

Deno.test("judgeServer() ends when the remembered servers cannot be read", () =>
  inSituation(async ({ folder, judge }) => {
    await Deno.mkdir(join(folder, "known_servers"));
    await assert.rejects(judge({}), (error) => {
      assert.ok(error instanceof ClientFailure);
      assert.equal(error.exitCode, 1);
      assert.match(error.message, /a changed key could not be noticed/);
      return true;
    });
  }));
