/** Makes the archive for Windows: a folder with the runtime, the program, and what starts them. */
import { zipSync } from "fflate";
import type { ProgramFiles } from "../build/bundle_program.ts";
import { dataName, runFlags } from "../build/launcher.ts";
import { sha256 } from "../build/sha256.ts";

/** What the folder is made of. */
export interface WindowsFolderOptions {
  version: string;
  runtime: Uint8Array;
  program: ProgramFiles;
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
  // Which file has the code of a command, as in `launcher.sh`.
  "set CHAT_PART=client",
  ...["serve", "admin"].flatMap((command) => [
    `if "%~1"=="${command}" set CHAT_PART=server`,
    `if "%~1 %~2"=="help ${command}" set CHAT_PART=server`,
  ]),
  `"%~dp0chat-runtime.exe" run ${runFlags("windows").join(" ")} "%~dp0chat-%CHAT_PART%.js" %*`,
  "",
].join("\r\n");

/** Returns the archive (ZIP); the same one for the same values. */
export function packWindows(options: WindowsFolderOptions): Uint8Array {
  const { version, runtime, program, texts, seconds } = options;
  const files: Record<string, Uint8Array> = {
    "chat.cmd": encode(START),
    "chat-client.js": program.client,
    "chat-server.js": program.server,
    [dataName(sha256(program.data))]: program.data,
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
