import assert from "node:assert/strict";
import { billOfMaterials } from "../../../tools/release/bill_of_materials.ts";
import { ROOT } from "../../support/executable.ts";

interface Bill {
  specVersion: string;
  metadata: { timestamp: string; component: { version: string } };
  components: {
    name: string;
    purl: string;
    licenses?: unknown[];
    hashes?: { alg: string; content: string }[];
  }[];
}

Deno.test("billOfMaterials() names what the program and the page hold, and nothing else", async () => {
  const text = await billOfMaterials(ROOT, { version: "1.2.3", seconds: 1_700_000_001 });
  const { components, metadata, specVersion } = JSON.parse(text) as Bill;
  assert.equal(specVersion, "1.6");
  assert.equal(metadata.component.version, "1.2.3");
  assert.equal(metadata.timestamp, "2023-11-14T22:13:21.000Z");
  const names = components.map(({ name }) => name);
  // Of the command line, a worker, the page, and what one of those needs itself.
  for (const name of ["deno", "commander", "bcryptjs", "preact", "get-east-asian-width"]) {
    assert.ok(names.includes(name), `${name} is missing in ${names.join(", ")}`);
  }
  for (const name of ["fast-check", "playwright-core", "axe-core", "@xterm/headless"]) {
    assert.ok(!names.includes(name), `${name} is only for tests`);
  }
  assert.equal(new Set(components.map(({ purl }) => purl)).size, components.length);
  for (const { name, hashes, licenses } of components) {
    assert.ok(licenses !== undefined, `${name} has a license`);
    assert.match(hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/, name);
  }
});
