/** Runs one command of `chat admin`: opens the console, prints what came of it, sets the exit code. */
import type { Command } from "@commander-js/extra-typings";
import { ChatError } from "../../protocol/errors.ts";
import { DEFAULT_SERVE_OPTIONS } from "../start/serve_options.ts";
import { complain, writeOut } from "../base/standard_streams.ts";
import { StartError } from "../base/start_error.ts";
import { type AdminConsole, openConsole } from "./console.ts";
import { type Report, reportText } from "./report.ts";
import type { WorkerEntry } from "../base/start_worker.ts";

/** What the commands are given by the program. */
export interface AdminContext {
  /** Module that workers are started from; see `main.ts`. */
  workerEntry: WorkerEntry;
  /**
   * A new password for somebody: the first line of the file, or what a person types twice, unseen.
   * Throws an error with an `exitCode` when there is none.
   */
  newPassword(username: string, file: string | undefined): Promise<string>;
}

/** Options that every command has. */
export interface CommonOptions {
  data: string;
  json: boolean;
}

/** How often a list is asked for its next page at most. */
const MAX_PAGES = 10_000;

/** Gives a command the options that every one has, and examples at the end of its help. */
export function leaf<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
  description: string,
  examples: readonly string[],
) {
  return command
    .description(description)
    .option("--data <folder>", "data folder of the server", DEFAULT_SERVE_OPTIONS.data)
    .option("--json", "print JSON, one object on each line", false)
    .addHelpText(
      "after",
      `\nExample${examples.length === 1 ? "" : "s"}:\n${
        examples.map((example) => `  chat admin ${example}`).join("\n")
      }`,
    );
}

/** Has `work` done on the console of the folder and prints its report; sets the exit code 1 or 2. */
export function run(
  options: CommonOptions,
  context: AdminContext,
  work: (console: AdminConsole) => Promise<Report>,
): Promise<void> {
  return runAfter(() => Promise.resolve(), { options, context }, work);
}

/** As {@linkcode run}, after `before`: nobody else waits for the console while a person is asked. */
export async function runAfter<T>(
  before: () => Promise<T>,
  { options: { data, json }, context: { workerEntry } }: {
    options: CommonOptions;
    context: AdminContext;
  },
  work: (console: AdminConsole, known: T) => Promise<Report>,
): Promise<void> {
  try {
    const known = await before();
    const opened = await openConsole({ data, workerEntry, now: Date.now, onFailure: complain });
    let report: Report;
    try {
      report = await work(opened, known);
    } finally {
      await opened.close();
    }
    await print(reportText(report, json));
  } catch (error) {
    Deno.exitCode = exitCodeOf(error);
    complain(sentenceOf(error as Error));
  }
}

function sentenceOf(error: Error): string {
  const isForcible = error instanceof ChatError &&
    (error.detail === "own_address" || error.detail === "server_address");
  return isForcible ? `${error.message}; if you mean it, say --force` : error.message;
}

/** Prints the report of what needs no console; sets the exit code 1 when it cannot be made. */
export async function runAlone(
  { json }: CommonOptions,
  work: () => Report | Promise<Report>,
): Promise<void> {
  try {
    await print(reportText(await work(), json));
  } catch (error) {
    Deno.exitCode = exitCodeOf(error);
    complain((error as Error).message);
  }
}

/** All pages of a list, up to a number of things. */
export async function allPages<T>(
  fetch: (last: T | undefined) => Promise<{ page: readonly T[]; more: boolean }>,
  limit: number,
): Promise<T[]> {
  const all: T[] = [];
  for (let pages = 0; pages < MAX_PAGES && all.length < limit; pages++) {
    const { page, more } = await fetch(all.at(-1));
    all.push(...page);
    if (!more || page.length === 0) break;
  }
  return all.slice(0, limit);
}

/** Rethrows what nobody expects. */
function exitCodeOf(error: unknown): number {
  if (error instanceof ChatError || error instanceof StartError) return 1;
  const exitCode = (error as { exitCode?: unknown } | null)?.exitCode;
  if (typeof exitCode === "number") return exitCode;
  throw error;
}

async function print(text: string): Promise<void> {
  try {
    await writeOut(text);
  } catch (error) {
    // `chat admin audit list | head` is no error.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
