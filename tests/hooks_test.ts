/** The commands of docs/hooks.md do what is said there. */
import assert from "node:assert/strict";
import { HookHouse } from "./support/hook_house.ts";
import { ok } from "./support/requests.ts";

const SECRET = "eight or more";
const DOCUMENT = Deno.readTextFileSync(new URL("../docs/hooks.md", import.meta.url));

function commands(): string[] {
  return [...DOCUMENT.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
}

Deno.test("docs/hooks.md: each command is answered with ok, and the room reads what it says", async () => {
  await using house = await HookHouse.open();
  const { url: HOOK } = await house.hook({ rate: 600 });
  const { url: SIGNED_HOOK } = await house.hook({ name: "signed", secret: SECRET });
  for (const script of commands()) {
    const { code, stdout, stderr } = await new Deno.Command("sh", {
      args: ["-euc", script.replaceAll(/^curl /gm, "curl --silent --show-error --fail ")],
      env: { HOOK, SIGNED_HOOK, SECRET },
    }).output();
    const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.equal(code, 0, `${script}\n${said}${complained}`);
    assert.match(said ?? "", /^(ok)+$/, script);
  }
  const { messages } = await ok(house.member, "history", { room: "general" });
  assert.deepEqual(messages.map(({ from, text }: { from: string; text: string }) => [from, text]), [
    ["*ci*", "backup done"],
    ["*ci*", "**Jenkins** deployed [build 42](https://ci.example/42)"],
    ["*ci*", "deployed"],
    ["*ci*", "🔴 [Tests failed](https://ci.example/7)\n3 of 120"],
    ["*ci*", "v2 is out\n[Notes](https://example.org/v2)"],
    ["*ci*", "🟢 **Resolved:** DiskFull\nThe disk is full\ninstance=db1"],
    ["*ci*", "backup done, once"],
    ["*signed*", "signed"],
  ]);
});
