import assert from "node:assert/strict";
import { violations } from "../../tools/layers.ts";

/** The lines of `text`, as the file `path`, that cross a layer. */
function lines(path: string, text: string): number[] {
  return violations(new Map([[path, text]])).map(({ line }) => line);
}

Deno.test("violations() is empty for imports that stay within their layers", () => {
  const files = new Map([
    ["main.ts", `import { a } from "./server/a.ts";\nawait import("./program.ts");\n`],
    ["program.ts", `await import("./client/command.ts");\n`],
    ["protocol/a.ts", `import { b } from "./b.ts";\nimport { c } from "node:crypto";\n`],
    ["server/net/a.ts", `import { b } from "../base/b.ts";\nimport "../../protocol/a.ts";\n`],
    [
      "client/base/a.ts",
      `import width from "string-width";\nexport * from "../../protocol/a.ts";\n`,
    ],
    ["tests/server/a_test.ts", `import { a } from "../../server/a.ts";\n`],
    ["bench/a.ts", `import { a } from "../client/a.ts";\nimport "../server/a.ts";\n`],
    ["tools/a.ts", `import "../server/a.ts";\n`],
  ]);
  assert.deepEqual(violations(files), []);
});

Deno.test("violations() names the file, the line and what would be allowed", () => {
  const text = `/** A file. */\nimport { b } from "../client/b.ts";\n`;
  assert.deepEqual(violations(new Map([["server/a.ts", text]])), [{
    file: "server/a.ts",
    line: 2,
    message: "imports client/b.ts, but server/ may import only server/, protocol/",
  }]);
});

Deno.test("violations() finds every form of import", () => {
  const forms = [
    `import { b } from "../server/b.ts";`,
    `import b from '../server/b.ts';`,
    `import * as b from "../server/b.ts";`,
    `import type { B } from "../server/b.ts";`,
    `import { type B } from "../server/b.ts";`,
    `import {\n  b,\n  c,\n} from "../server/b.ts";`,
    `import "../server/b.ts";`,
    `import b from "../server/b.json" with { type: "json" };`,
    `export { b } from "../server/b.ts";`,
    `export * from "../server/b.ts";`,
    `export type { B } from "../server/b.ts";`,
    `const { b } = await import("../server/b.ts");`,
    `const { b } = await import(\n  "../server/b.ts"\n);`,
    "const { b } = await import(`../server/b.ts`);",
    `let b: import("../server/b.ts").B;`,
    `import { b } from "./../server/b.ts";`,
    `import { b } from "../client/../server/b.ts";`,
    `import { b } from "file:///server/b.ts";`,
  ];
  for (const form of forms) {
    assert.equal(lines("client/a.ts", `${form}\n`).length, 1, form);
    assert.deepEqual(lines("client/a.ts", `const one = 1;\n\n${form}\n`), [
      3,
    ], form);
  }
});

Deno.test("violations() finds an import of a name that is computed", () => {
  assert.deepEqual(lines("main.ts", "await import(name);\nawait import(`./${name}.ts`);\n"), [
    1,
    2,
  ]);
});

Deno.test("violations() keeps the protocol, tests, benchmarks and tools to themselves", () => {
  assert.deepEqual(lines("protocol/a.ts", `import "../server/a.ts";\nimport "../main.ts";\n`), [
    1,
    2,
  ]);
  for (const folder of ["tests", "bench", "tools"]) {
    for (const file of ["main.ts", "protocol/a.ts", "server/a.ts", "client/a.ts"]) {
      const up = file.includes("/") ? "../" : "./";
      assert.deepEqual(lines(file, `import "${up}${folder}/a.ts";\n`), [1], `${file} ${folder}`);
    }
  }
});

Deno.test("violations() does not take comments and properties for imports", () => {
  const text = `/**
 * Not an import:
 * import { b } from "../server/b.ts";
 * await import("../server/b.ts")
 */
// import { b } from "../server/b.ts";
const here = import.meta.url;
export const from = "../server/b.ts";
export function text(): string {
  return "import";
}
`;
  assert.deepEqual(violations(new Map([["client/a.ts", text]])), []);
});

Deno.test("violations() finds an import that runs upward, also of a type", () => {
  for (const form of ["import { b }", "import type { B }", "export * "]) {
    const text = `${form} from "../doors/native/b.ts";\n`;
    assert.deepEqual(violations(new Map([["server/live/a.ts", text]])), [{
      file: "server/live/a.ts",
      line: 1,
      message: "imports server/doors/native/b.ts, but server/live/ is below server/doors/",
    }]);
  }
  assert.deepEqual(lines("server/doors/a.ts", `import { b } from "../live/b.ts";\n`), []);
});

Deno.test("violations() wants every folder of a side in the plan", () => {
  for (
    const [file, specifier] of [["server/cellar/a.ts", "../base/b.ts"], [
      "server/live/a.ts",
      "../cellar/b.ts",
    ]]
  ) {
    const [found] = violations(new Map([[file ?? "", `import "${specifier}";\n`]]));
    assert.match(found?.message ?? "", /order\.ts does not say where in server\/ "cellar" is/);
  }
});

Deno.test("violations() finds a circle, also one of types, and says the way round", () => {
  const files = new Map([
    ["server/live/a.ts", `\nimport type { B } from "./b.ts";\n`],
    ["server/live/b.ts", `export { c } from "../live/c.ts";\n`],
    ["server/live/c.ts", `import { d } from "./d.ts";\nawait import("./a.ts");\n`],
    ["server/live/d.ts", ""],
  ]);
  const way = ["a", "b", "c", "a"].map((name) => `server/live/${name}.ts`).join(" → ");
  assert.deepEqual(violations(files), [{
    file: "server/live/a.ts",
    line: 2,
    message: `imports itself in a circle: ${way}`,
  }]);
  assert.equal(lines("tests/a.ts", `import "./a.ts";\n`).length, 1, "a file that imports itself");
});

Deno.test("violations() tells folders within a folder apart where the plan names them", () => {
  const view = "client/full/view/a.ts";
  assert.deepEqual(lines(view, `import "../state/b.ts";\n`), []);
  assert.deepEqual(lines(view, `import "../reduce/b.ts";\nimport "../b.ts";\n`), [1, 2]);
  assert.deepEqual(lines("server/net/certificate/a.ts", `import "../b.ts";\n`), []);
});
