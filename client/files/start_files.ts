/** Makes what commands about files need, for one login at one server. */
import { hintOf } from "../base/environment.ts";
import { systemClock } from "../base/clock.ts";
import type { StreamTarget } from "../net/open_stream.ts";
import { formatPlace } from "../net/address.ts";
import type { TransferLink } from "../transfer/task.ts";
import { LocalFiles, type LocalFilesOptions } from "./local_files.ts";
import type { PathRoots } from "./local_paths.ts";

/** At which server, as whom, and what is told to whom. */
export interface StartFilesOptions extends
  Pick<
    LocalFilesOptions,
    "folder" | "downloads" | "changed" | "tell" | "ended" | "previewOf" | "show"
  > {
  link: TransferLink;
  stream: StreamTarget;
  username: string;
}

/** Nothing is connected to before there is something to do. */
export function startFiles({ stream, username, ...options }: StartFilesOptions): LocalFiles {
  return new LocalFiles({
    ...options,
    target: stream,
    home: { place: formatPlace(stream.place), isEncrypted: stream.judge !== undefined, username },
    roots: pathRoots(),
    clock: systemClock,
    timeMs: Date.now,
    random: Math.random,
  });
}

/** Where paths begin on this machine. */
export function pathRoots(): PathRoots {
  const isWindows = Deno.build.os === "windows";
  const home = hintOf(isWindows ? "USERPROFILE" : "HOME");
  return { home: home === "" ? undefined : home, isWindows };
}
