/**
 * A machine of its own for tests that change one: the systemd of this machine, booted in namespaces,
 * over a view of its files that is gone at the end. There is no network there but its own.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { TemporaryFolder } from "./test_server.ts";

const BOOT = fileURLToPath(new URL("boot_system.sh", import.meta.url));

/** After how long it is switched off, whatever goes on in it. */
const SWITCHED_OFF_MS = 180_000;

/** What a script left behind. */
export interface ScriptResult {
  code: number;
  /** Both outputs, in order. */
  output: string;
}

/**
 * Boots such a machine, runs a script of `sh` in it as root, and switches it off. `files` are copied
 * to `/root/given`, by their names there.
 */
export async function runBooted(
  script: string,
  files: Readonly<Record<string, string>> = {},
): Promise<ScriptResult> {
  using folder = new TemporaryFolder();
  const given = join(folder.path, "given");
  const scriptFile = join(folder.path, "wanted.sh");
  Deno.mkdirSync(given);
  for (const [name, path] of Object.entries(files)) Deno.copyFileSync(path, join(given, name));
  Deno.writeTextFileSync(scriptFile, script);
  const child = new Deno.Command("unshare", {
    args: [
      ...["--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup", "--net", "--kill-child"],
      ...["sh", BOOT, folder.path, scriptFile],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), SWITCHED_OFF_MS);
  const complaints = new Response(child.stderr).text();
  let output = "";
  try {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      const [, before, code] = /^([^]*)ended with (\d+)\n$/.exec(output) ?? [];
      if (code !== undefined) return { code: Number(code), output: before ?? "" };
    }
    throw new Error(`The machine did not get to the end of the script: ${output}`);
  } finally {
    clearTimeout(timer);
    try {
      child.kill("SIGKILL");
    } catch {
      // It is off already.
    }
    await child.status;
    const said = await complaints;
    if (said !== "") console.error(said);
  }
}

async function whatIsMissing(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return "needs Linux and root";
  try {
    const { code, output } = await runBooted("exit 7");
    return code === 7 ? undefined : `systemd cannot be booted here: ${output}`;
  } catch (error) {
    return `needs systemd, overlay file systems and namespaces (${String(error).trim()})`;
  }
}

/** What is missing for it here, as the end of a sentence; `undefined` when nothing is. */
export const BOOTED_SYSTEM_MISSING: string | undefined = await whatIsMissing();
