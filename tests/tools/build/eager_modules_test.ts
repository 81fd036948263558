import assert from "node:assert/strict";
import { join } from "node:path";
import { BuildError } from "../../../tools/build/build_error.ts";
import { eagerModules } from "../../../tools/build/eager_modules.ts";
import { runCommand } from "../../../tools/build/run_command.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** What the bundler makes of `modules` (source texts by their names), of which `main.ts` is the first. */
async function bundled(folder: string, modules: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, source] of Object.entries(modules)) {
    await Deno.writeTextFile(join(folder, name), source);
  }
  const output = join(folder, "bundle.js");
  const result = await runCommand(
    [Deno.execPath(), "bundle", "--platform=deno", "--output", output, "main.ts"],
    { cwd: folder },
  );
  assert.equal(result.code, 0, result.stderr);
  return await Deno.readTextFile(output);
}

const MODULES = {
  "main.ts": `const { first } = await import("./first.ts"); console.log(await first());`,
  "first.ts": `
    import { Second } from "./second.ts";
    export const first = async () => {
      const { last } = await import("./last.ts");
      return new Second("a").both(last);
    };`,
  "second.ts": `
    import { word } from "./word.ts";
    export class Second {
      readonly #text: string;
      constructor(text: string) {
        this.#text = text;
      }
      both(more: string): string {
        return [word, this.#text, more].join(" ");
      }
    }`,
  "word.ts": `export const word = await Promise.resolve("words:");`,
  "last.ts": `export const last = "b";`,
};

Deno.test("eagerModules() marks what a module imports, and nothing that is loaded later", async () => {
  using folder = new TemporaryFolder();
  const code = await bundled(folder.path, MODULES);
  const eager = eagerModules(code, ["first.ts"]);
  const marked = [...eager.matchAll(/^ {2}"(.*)": \((?:async )?function \(\) \{$/gm)].map((
    [, name],
  ) => name);
  assert.deepEqual(marked.sort(), ["first.ts", "second.ts", "word.ts"]);
  assert.match(eager, /^ {2}"last\.ts"\(\) \{$/m);

  const file = join(folder.path, "eager.js");
  await Deno.writeTextFile(file, eager);
  const { code: exitCode, stdout } = await runCommand(
    [Deno.execPath(), "run", "--no-config", file],
    {
      cwd: folder.path,
    },
  );
  assert.deepEqual({ exitCode, stdout: stdout.trim() }, { exitCode: 0, stdout: "words: a b" });
});

Deno.test("eagerModules() refuses a bundle in which it does not find what it is to mark", async () => {
  using folder = new TemporaryFolder();
  const code = await bundled(folder.path, MODULES);
  assert.throws(() => eagerModules(code, ["gone.ts"]), BuildError);
});
