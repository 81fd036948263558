/**
 * A lint rule: only a few files write to the standard streams, each of them through `printable`, so
 * that nothing somebody else wrote reaches a terminal or a log as it came.
 */

/** The sources in which the rule holds. */
const SOURCES = /\/(?:client|server|protocol)\/|\/(?:main|program)\.ts$/;

/** The files that write, with what makes harmless there. */
const WRITERS: readonly string[] = [
  "client/base/say.ts", // each line
  "client/full/full_terminal.ts", // `Typesetter.piece()`, and `rowChange()` once more
  "client/login/ask_password.ts", // as `Screen`
  "client/plain/terminal_session.ts", // as `Screen`
  "client/script/file_session.ts", // `Output`, and names of transfers, which are harmless
  "client/script/get_file.ts", // a file as it is, which was asked for
  "client/script/script.ts", // hands the stream to `Output`, each line
  "client/terminal/plain_ask.ts", // its own questions
  "client/terminal/take_terminal.ts", // `Screen.print()` and `Painted`
  "client/terminal/terminal.ts", // what the others hand over, and its own sequences
  "client/top/run_top.ts", // `Painted` in `Painter`
  "server/base/standard_streams.ts", // each line
  "/program.ts", // listens to what becomes of the stream; the help is its own
];

const STREAMS = new Set(["stdout", "stderr"]);
const METHODS = new Set(["debug", "dir", "error", "info", "log", "table", "trace", "warn"]);

/** Refuses `console`, `Deno.stdout`, `Deno.stderr` and those of `process` everywhere else. */
const plugin: Deno.lint.Plugin = {
  name: "chat",
  rules: {
    printing: {
      create(context) {
        const path = context.filename.replaceAll("\\", "/");
        if (!SOURCES.test(path) || path.includes("/tests/")) return {};
        if (WRITERS.some((writer) => path.endsWith(writer))) return {};
        return {
          MemberExpression(node) {
            if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
            const isStream = STREAMS.has(node.property.name) &&
              ["Deno", "process"].includes(node.object.name);
            // Elsewhere the console of `chat admin` has this name.
            const isConsole = node.object.name === "console" && METHODS.has(node.property.name);
            if (!isStream && !isConsole) return;
            context.report({
              node,
              message: "Only the files that tools/lint/printing.ts names write to these streams: " +
                "what is printed has to be made harmless in one place.",
            });
          },
        };
      },
    },
  },
};

export default plugin;
