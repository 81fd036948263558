import assert from "node:assert/strict";
import { isSigned } from "../../../../server/hooks/in/signature.ts";

const body = new TextEncoder().encode("Hello, World!");
/** The example of GitHub's documentation. */
const SECRET = "It's a Secret to Everybody";
const HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

function signed(name: string, value: string, secret = SECRET): boolean {
  return isSigned({ body, headers: new Map([[name, value]]) }, secret);
}

Deno.test("isSigned() knows the signatures of GitHub, Gitea, Forgejo and Grafana", () => {
  assert.ok(signed("x-hub-signature-256", `sha256=${HEX}`));
  assert.ok(signed("x-gitea-signature", HEX));
  assert.ok(signed("x-forgejo-signature", HEX));
  assert.ok(signed("x-grafana-alerting-signature", HEX));
});

Deno.test("isSigned() knows the token of GitLab", () => {
  assert.ok(signed("x-gitlab-token", SECRET));
  assert.ok(!signed("x-gitlab-token", `${SECRET} `));
});

Deno.test("isSigned() is no for wrong ones, for none, and for another secret", () => {
  assert.ok(!signed("x-hub-signature-256", `sha256=${HEX.replace("7", "8")}`));
  assert.ok(!signed("x-hub-signature-256", ""));
  assert.ok(!signed("x-hub-signature", HEX));
  assert.ok(!signed("x-gitea-signature", HEX, "another secret"));
  assert.ok(!isSigned({ body, headers: new Map() }, SECRET));
});
