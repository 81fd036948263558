/** The service for systemd. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const SERVICE = fileURLToPath(new URL("../../packaging/chat.service", import.meta.url));

async function outputOf(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    return undefined;
  }
}

const version = Number(
  /^systemd (\d+)/.exec(await outputOf("systemd-analyze", ["--version"]) ?? "")?.[1],
);
const isThere = version >= 250;

Deno.test(
  "chat.service may do hardly anything but serve" +
    (isThere ? "" : " (skipped: needs systemd-analyze 250 or newer)"),
  { ignore: !isThere },
  async () => {
    const args = ["security", "--offline=true", "--no-pager", SERVICE];
    const told = await outputOf("systemd-analyze", args) ?? "";
    const exposure = Number(/Overall exposure level for chat\.service: ([\d.]+)/.exec(told)?.[1]);
    assert.ok(exposure <= 2, told);
  },
);
