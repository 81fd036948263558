/** The package of `chat` for Debian: what it installs and what it does then. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type PackagedFile, packDebian } from "./debian_package.ts";

const compress = promisify(gzip);

/** Where the code and the runtime are put. */
export const INSTALLED_FOLDER = "/usr/lib/chat";

/** What a package is made of. */
export interface ChatPackageOptions {
  version: string;
  /** What Debian calls the machine. */
  architecture: "amd64" | "arm64";
  /** The script that starts the program from {@linkcode INSTALLED_FOLDER}. */
  launcher: Uint8Array;
  /** The files in that folder, by their names there. */
  program: readonly { name: string; bytes: Uint8Array; isRuntime: boolean }[];
  /** `packaging/chat.service`. */
  service: string;
  /** `CHANGELOG.md` and `LICENSE`. */
  changelog: string;
  license: string;
  seconds: number;
}

const DESCRIPTION = `self-hosted chat server and its clients
 One program serves a chat to terminals and browsers, and is the client for terminals: accounts, rooms,
 private messages, files, moderation and TLS without set-up.
 .
 The service is neither enabled nor started by installing it: systemctl enable --now chat`;

/** A running server is the new one after an upgrade; whether it runs at all is not decided here. */
const SCRIPTS = {
  postinst: `#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl try-restart chat.service ||
    echo "The chat server does not start again: journalctl --unit chat says why." >&2
fi
`,
  prerm: `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now chat.service
fi
`,
  postrm: `#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
if [ "$1" = purge ] && [ -d /var/lib/private/chat ]; then
  echo "What was said is still in /var/lib/private/chat; remove that folder to delete it." >&2
fi
`,
};

/** Returns the package. */
export async function packChat(options: ChatPackageOptions): Promise<Uint8Array> {
  const { architecture, changelog, launcher, license, program, seconds, service, version } =
    options;
  const folder = INSTALLED_FOLDER.slice(1);
  const files: PackagedFile[] = [
    { path: "usr/bin/chat", bytes: launcher, mode: 0o755 },
    ...program.map(({ name, bytes, isRuntime }) => ({
      path: `${folder}/${name}`,
      bytes,
      mode: isRuntime ? 0o755 : 0o644,
    })),
    {
      path: "lib/systemd/system/chat.service",
      bytes: encode(service.replaceAll("/usr/local/bin/chat", "/usr/bin/chat")),
    },
    { path: "usr/share/doc/chat/copyright", bytes: encode(license) },
    {
      path: "usr/share/doc/chat/changelog.gz",
      bytes: await compress(encode(changelog), { level: 9 }),
    },
  ];
  return await packDebian({
    control: {
      Package: "chat",
      Version: version,
      Architecture: architecture,
      Maintainer: "The authors of chat <chat@localhost>",
      Section: "net",
      Priority: "optional",
      Depends: "libc6 (>= 2.27), libgcc-s1",
      Suggests: "xdg-utils",
      Description: DESCRIPTION,
    },
    scripts: SCRIPTS,
    files,
    seconds,
  });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
