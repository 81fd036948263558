import assert from "node:assert/strict";
import { parseConnectWords } from "../../../client/net/connect_words.ts";

Deno.test("parseConnectWords() understands what chat connect does", () => {
  assert.deepEqual(parseConnectWords("alice@localhost:5001"), {
    address: { username: "alice", host: "localhost", port: 5001 },
    room: undefined,
    register: false,
    invite: undefined,
  });
  assert.deepEqual(parseConnectWords("--no-tls  localhost -r #ops"), {
    address: { username: undefined, host: "localhost", port: 5000, tls: false },
    room: "ops",
    register: false,
    invite: undefined,
  });
  const fingerprint = `SHA256:${"A".repeat(43)}`;
  const { address, invite, register } = parseConnectWords(
    `chat.example --fingerprint=${fingerprint} --invite c0de`,
  );
  assert.equal(address.tls, true);
  assert.equal(address.fingerprint, fingerprint);
  assert.deepEqual({ invite, register }, { invite: "c0de", register: true });
});

for (
  const [written, sentence] of [
    ["--no-tls", /Say which server/],
    ["one two", /Say which server/],
    ["--plain host", /no option --plain here/],
    ["host --room", /what follows --room/],
    [`--no-tls --fingerprint SHA256:${"A".repeat(43)} host`, /no key to compare/],
    ["--fingerprint nonsense host", /./],
  ] as const
) {
  Deno.test(`parseConnectWords() explains what is wrong with ${JSON.stringify(written)}`, () => {
    assert.throws(() => parseConnectWords(written), sentence);
  });
}
