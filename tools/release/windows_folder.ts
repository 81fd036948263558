/** Makes the archive for Windows: a folder with the runtime, the code, and what starts them. */
import { zipSync } from "fflate";
import { runFlags } from "../build/launcher.ts";

/** What the folder is made of. */
export interface WindowsFolderOptions {
  version: string;
  runtime: Uint8Array;
  code: Uint8Array;
  /** Other files in it, by their names. */
  texts: Readonly<Record<string, string>>;
  /** When everything in it was written, in seconds since 1970. */
  seconds: number;
}

/** Starts the program from the folder that it lies in. */
const START = [
  "@echo off",
  "setlocal",
  'set "DENO_DIR=%LOCALAPPDATA%\\chat\\runtime"',
  "set DENO_NO_UPDATE_CHECK=1",
  "set DENO_NO_PACKAGE_JSON=1",
  `"%~dp0chat-runtime.exe" run ${runFlags("windows").join(" ")} "%~dp0chat.js" %*`,
  "",
].join("\r\n");

/** Returns the archive (ZIP); the same one for the same values. */
export function packWindows(options: WindowsFolderOptions): Uint8Array {
  const { version, runtime, code, texts, seconds } = options;
  const files: Record<string, Uint8Array> = {
    "chat.cmd": encode(START),
    "chat.js": code,
    "chat-runtime.exe": runtime,
  };
  for (const [name, text] of Object.entries(texts)) {
    files[name] = encode(text.replaceAll("\n", "\r\n"));
  }
  // A time of this format has no zone; it is that of UTC in every zone that this runs in.
  const time = new Date(seconds * 1_000);
  const mtime = new Date(time.getTime() + time.getTimezoneOffset() * 60_000);
  return zipSync({ [`chat-${version}`]: files }, { level: 9, mtime });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
