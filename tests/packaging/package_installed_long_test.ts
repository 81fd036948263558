/** The package, installed by dpkg on a machine that systemd runs. */
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { CHECKSUMS, makeRelease } from "../../tools/release/make_release.ts";
import { BOOTED_SYSTEM_MISSING, runBooted } from "../support/booted_system.ts";
import { ROOT } from "../support/executable.ts";
import { TemporaryFolder } from "../support/test_server.ts";

const NAME = "dpkg installs, upgrades and removes the package, and systemd runs what it installs" +
  (BOOTED_SYSTEM_MISSING === undefined ? "" : ` (skipped: ${BOOTED_SYSTEM_MISSING})`);

const SCRIPT = `
said() { echo "== $1"; shift; "$@" 2>&1; echo "code $?"; }
cd /root/given
said checksums sha256sum --check --ignore-missing ${CHECKSUMS}
said install dpkg --install chat_*.deb
said enabled systemctl is-enabled chat
said version chat --version
mkdir -p /etc/chat
echo CHAT_PORT=6000 >/etc/chat/environment
said start systemctl enable --now chat
said shown systemctl show chat --property ActiveState,StatusText,Type
said health curl --silent --insecure https://127.0.0.1:6000/health
said admin chat admin health --data /var/lib/chat
said reload systemctl reload chat
said active systemctl is-active chat
first=$(systemctl show chat --property MainPID --value)
said upgrade dpkg --install chat_*.deb
said again systemctl is-active chat
[ "$first" != "$(systemctl show chat --property MainPID --value)" ] && echo "it is another process"
said stop systemctl stop chat
said result systemctl show chat --property Result,ExecMainStatus

# A server that cannot start is no reason for a package not to be installed.
echo CHAT_PORT=none >/etc/chat/environment
systemctl start chat && echo "it must not start"
systemctl stop chat
echo CHAT_PORT=6000 >/etc/chat/environment
systemctl start chat
echo CHAT_PORT=none >/etc/chat/environment
said broken dpkg --install chat_*.deb
said remove dpkg --purge chat
ls /usr/lib/chat /usr/bin/chat 2>/dev/null
ls /var/lib/private/chat/chat.db
`;

Deno.test(NAME, { ignore: BOOTED_SYSTEM_MISSING !== undefined }, async () => {
  using folder = new TemporaryFolder();
  const machine = Deno.build.arch;
  await makeRelease({
    root: ROOT,
    output: folder.path,
    targets: [`${machine}-unknown-linux-gnu`],
    say: () => {},
  });
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  const files = Object.fromEntries(
    names.filter((name) => name.endsWith(".deb") || name === CHECKSUMS)
      .map((name) => [basename(name), join(folder.path, name)]),
  );
  const { output } = await runBooted(SCRIPT, files);
  const parts = new Map(
    output.split("== ").slice(1).map((part) => {
      const [name = "", ...lines] = part.split("\n");
      return [name, lines.join("\n")];
    }),
  );
  function says(name: string, expected: RegExp, code = 0): void {
    const part = parts.get(name) ?? "";
    assert.match(part, expected, output);
    assert.match(part, new RegExp(`^code ${code}$`, "m"), output);
  }
  says("checksums", /chat_.*\.deb: OK/);
  says("install", /Setting up chat/);
  says("enabled", /disabled/, 1);
  says("version", new RegExp(PROGRAM_VERSION.replaceAll(".", "\\.")));
  says("start", /Created symlink/);
  says("shown", /^ActiveState=active$/m);
  says("shown", /^Type=notify$/m);
  says("shown", /^StatusText=Serves port 6000 from \S+$/m);
  says("health", /{"ok":true}/);
  says("admin", /runs, and can store what is said/);
  says("reload", /./);
  says("active", /^active$/m);
  says("upgrade", /Setting up chat/);
  says("again", /^active$/m);
  says("again", /^it is another process$/m);
  says("stop", /./);
  says("result", /^Result=success$/m);
  says("broken", /The chat server does not start again: journalctl/);
  says("remove", /What was said is still in \/var\/lib\/private\/chat/);
  assert.doesNotMatch(output, /it must not start/);
  assert.doesNotMatch(parts.get("remove") ?? "", /^\/usr\//m);
  assert.match(parts.get("remove") ?? "", /^\/var\/lib\/private\/chat\/chat\.db$/m);
});
