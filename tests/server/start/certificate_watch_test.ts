import assert from "node:assert/strict";
import type { LoadedCertificate } from "../../../server/net/certificate/certificate_store.ts";
import { CertificateWatch } from "../../../server/start/certificate_watch.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

Deno.test("CertificateWatch.look() says what is new of the certificate at once, and the same once a day", () => {
  const world = { nowMs: 0, untilMs: 30 * DAY_MS, said: [] as string[] };
  const watch = new CertificateWatch({
    certificate: () =>
      ({
        validFrom: new Date(0),
        validUntil: new Date(world.untilMs),
      }) as LoadedCertificate,
    now: () => world.nowMs,
    say: (message) => void world.said.push(message),
  });
  const look = (times: number) => {
    for (let count = 0; count < times; count++) watch.look();
    return world.said.splice(0).map((message) => message.slice(0, 28));
  };
  assert.deepEqual(look(100), []);
  world.nowMs = 20 * DAY_MS;
  assert.deepEqual(look(1), ["The certificate expires soon"]);
  assert.deepEqual(look(23), []);
  assert.deepEqual(look(1), ["The certificate expires soon"]);
  world.nowMs = 31 * DAY_MS;
  assert.deepEqual(look(2), ["The certificate has expired "]);
  world.untilMs = 32 * DAY_MS;
  watch.renewed();
  assert.deepEqual(look(1), ["The certificate expires soon"]);
  world.untilMs = 400 * DAY_MS;
  watch.renewed();
  assert.deepEqual(look(30), []);
});
