/** Codes that let devices in, where the connection is lost at the wrong moment. */
import assert from "node:assert/strict";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import { newDevice } from "../../support/encryption/cast.ts";
import { linkRequest } from "../../../client/encryption/link_code.ts";
import { ConnectionLost } from "../../../client/base/failure.ts";
import { DeviceLinks, type DeviceLinksOptions } from "../../../client/sealing/device_links.ts";

Deno.test("DeviceLinks calls no code wrong because a connection is lost, and takes it again", async () => {
  const answers: string[] = [];
  let isLost = true;
  let added = 0;
  const own = {
    account: "alice",
    now: () => Promise.resolve({ log: { points: [] } }),
    add: () => {
      if (isLost) return Promise.reject(new ConnectionLost());
      added++;
      return Promise.resolve();
    },
  };
  const links = new DeviceLinks({
    own,
    request: (_action: string, { answer }: { answer: string }) => {
      answers.push(answer);
      return Promise.resolve({});
    },
    tell: () => {},
    words: { linkedAnother: "" },
    linked: () => Promise.resolve(),
  } as unknown as DeviceLinksOptions);
  const code = await links.show();
  const asked = await linkRequest({ code, account: "alice" }, await newDevice("alice"));
  const event = { event: "link_request", link: 1, request: toBase64url(asked) } as never;
  await assert.rejects(links.requested(event), ConnectionLost);
  assert.deepEqual(answers, []);
  isLost = false;
  // What proves where the log ends is not the matter here.
  await links.requested(event).catch(() => {});
  assert.equal(added, 1);
  await links.requested(event);
  assert.equal(added, 1, "a code lets one device in");
  await links.show();
  await assert.rejects(links.requested(event), /bad_link|code/);
  assert.deepEqual(answers.slice(-1), ["AA"]);
});
