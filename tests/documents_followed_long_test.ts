/** README.md and docs/operating.md, followed word for word on a new machine. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BOOTED_SYSTEM_MISSING, runBooted } from "./support/booted_system.ts";
import { executable, ROOT } from "./support/executable.ts";
import { commandsIn } from "./support/followed/documented_commands.ts";
import { OPERATING_STEPS } from "./support/followed/operating.ts";
import { README_STEPS } from "./support/followed/readme.ts";
import { resultsIn, scriptOf, type Step } from "./support/followed/steps.ts";
import { TemporaryFolder } from "./support/test_server.ts";

/** What a sentence tells people to type, and not only what something is called. */
const IN_SENTENCES =
  /^(\.\/)?(chat (serve|connect|admin|top|send|get)|systemctl|dpkg|sh |sha256sum|nohup|buildah|docker) ?\S/;

/** What is for those who work on the sources, which are not where somebody runs a server. */
const OF_DEVELOPERS = /^deno task /;

const DOCUMENTS: readonly (readonly [string, readonly Step[]])[] = [
  ["README.md", README_STEPS],
  ["docs/operating.md", OPERATING_STEPS],
];

for (const [name, steps] of DOCUMENTS) {
  Deno.test(`every command in ${name} is followed in its order, or it is said why not`, () => {
    const text = Deno.readTextFileSync(join(ROOT, name));
    const documented = commandsIn(name, text, { inSentences: IN_SENTENCES })
      .filter((command) => !OF_DEVELOPERS.test(command.text));
    const followed = steps.flatMap((step) => step.kind === "given" ? [] : [step.text]);
    assert.deepEqual(followed, documented.map((command) => command.text));
  });
}

/** The block of docs/operating.md that begins with this line. */
function blockOf(begin: string): string {
  const lines = Deno.readTextFileSync(join(ROOT, "docs/operating.md")).split("\n");
  const first = lines.findIndex((line) => line.startsWith(`    ${begin}`));
  assert.notEqual(first, -1, begin);
  const length = lines.slice(first).findIndex((line) => !line.startsWith("    "));
  return lines.slice(first, first + length).map((line) => `${line.trim()}\n`).join("");
}

const NAME = "README.md and docs/operating.md do on a new machine what they say" +
  (BOOTED_SYSTEM_MISSING === undefined ? "" : ` (skipped: ${BOOTED_SYSTEM_MISSING})`);

Deno.test(NAME, { ignore: BOOTED_SYSTEM_MISSING !== undefined }, async () => {
  using folder = new TemporaryFolder();
  const blocks = {
    Caddyfile: "chat.example {",
    "nginx-location": "location / {",
    "nginx-http": "map ",
  };
  const files: Record<string, string> = {
    chat: await executable({ selfExtracting: true }),
    "chat.service": join(ROOT, "packaging/chat.service"),
  };
  for (const [file, begin] of Object.entries(blocks)) {
    files[file] = join(folder.path, file);
    await Deno.writeTextFile(files[file], blockOf(begin));
  }
  const steps = DOCUMENTS.flatMap(([, each]) => each);
  const begin = "mkdir /root/new\ncd /root/new\ncp /root/given/chat .\n";
  const { output } = await runBooted(begin + scriptOf(steps), files);
  const results = resultsIn(output);
  const faults = steps.flatMap((step, index) => {
    const { output, code } = results[index] ?? { output: "nothing", code: Number.NaN };
    const isRight = code === (step.kind === "typed" ? step.code : 0) &&
      (!("sees" in step) || step.sees.test(output));
    return isRight ? [] : [`${JSON.stringify(step)} ended with ${code} and printed:\n${output}`];
  });
  assert.deepEqual(faults, []);
});
