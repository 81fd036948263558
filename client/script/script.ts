/** Runs the client for scripts: logs in without asking, then hands over to the line client. */
import { printableJson } from "../../protocol/text/printable.ts";
import { systemClock } from "../base/clock.ts";
import { EXIT, type ExitCode, reasonOf } from "../base/failure.ts";
import { Conversation } from "../conversation/conversation.ts";
import { pastMessages } from "../conversation/past.ts";
import { fetchQuotes, Quotes } from "../conversation/quotes.ts";
import { refresh, refreshIgnored } from "../conversation/refresh.ts";
import { readConfig } from "../config/config_file.ts";
import type { LocalFiles } from "../files/local_files.ts";
import type { FoundFile } from "../files/local_paths.ts";
import { startFiles } from "../files/start_files.ts";
import { enterRoom, maxTextBytes, type Session } from "../login/session.ts";
import { endQuietStart } from "../terminal/quiet_start.ts";
import { terminalSize } from "../terminal/terminal_size.ts";
import { wrapLine } from "../text/wrap.ts";
import { INDENT } from "../wording/message_text.ts";
import { runLineClient } from "./line_client.ts";
import { LineObserver } from "./line_observer.ts";
import { TransferEvents } from "./transfer_events.ts";
import { entryOf, forgetStored, logIn } from "./log_in.ts";
import { JsonView, type LineViewOptions, TextView } from "./line_views.ts";
import { Output } from "./output.ts";

/** How a script wants it. */
export interface ScriptOptions {
  isJson: boolean;
  /** Files to be sent before anything else. */
  files?: readonly FoundFile[];
  caption?: string;
  notify: (line: string) => void;
}

/** Connects, logs in, and runs to the end of the input; returns the exit code. */
export async function runScript(session: Session, options: ScriptOptions): Promise<ExitCode> {
  const { isJson, notify } = options;
  const entry = await entryOf(session, isJson);
  endQuietStart();
  const output = new Output(Deno.stdout, isJson ? undefined : await wrapperForTerminal());
  let isCutOff = false;
  const stopped = output.broken.then((error) => {
    // Nobody reads any more, as in `… | head -1`: that is fine, and what comes in is still sent.
    if (error instanceof Deno.errors.BrokenPipe) return;
    isCutOff = true;
    notify(
      `What is printed cannot be written (${
        reasonOf(error)
      }) and is lost from here on; what comes ` +
        "in is still sent",
    );
  }).then(() => Deno.stdin.isTerminal() ? undefined : new Promise<never>(() => {}));
  const viewOptions: LineViewOptions = { output, notify, reader: () => conversation };
  const view = isJson ? new JsonView(viewOptions) : new TextView(viewOptions);
  const { room } = session;
  const conversation: Conversation = new Conversation(view, { room });
  const observer = new LineObserver({
    conversation,
    view,
    notify,
    settled: () => output.settled(),
    // Scripts that read JSON get the id and may ask for themselves.
    before: (message) => isJson ? undefined : quotes.before(message),
    stale: (rooms) => void refresh(link, conversation, rooms),
  });
  const link = session.newLink(observer);
  const quotes = new Quotes({ link, conversation, clock: systemClock });
  const hello = await link.connect();
  let files: LocalFiles | undefined;
  if (entry !== undefined) {
    const welcome = await logIn(link, entry, { session, notify });
    await enterRoom(link, room, welcome.rooms);
    conversation.welcome(welcome.username, [...welcome.rooms, room]);
    const events = new TransferEvents((line) => view.line(line));
    files = startFiles({
      link,
      stream: session.stream,
      username: welcome.username,
      folder: session.transfersFolder,
      ...(session.previewOf === undefined ? {} : { previewOf: session.previewOf }),
      downloads: async () => (await readConfig(session.folder)).config.files.downloads,
      changed: () => events.tell(files?.transfers.all ?? []),
      tell: (line, isWarning) => isWarning ? notify(line) : view.local([line]),
    });
    // Scripts that read JSON get everything and choose for themselves.
    if (!isJson) await refreshIgnored(link, conversation);
    if (session.history) {
      const limit = session.history;
      if (isJson) await link.request("history", { room, limit }); // its answer is printed
      else {
        const past = { room, limit, lastId: welcome.last_id };
        const messages = await pastMessages(link, past);
        await fetchQuotes(link, conversation, messages);
        conversation.past(messages);
      }
    }
  }
  link.begin();
  try {
    const exitCode = await runLineClient({
      link,
      conversation,
      view,
      input: Deno.stdin.readable,
      stopped,
      shown: () => observer.shown,
      notify,
      clock: systemClock,
      isJson,
      maxTextBytes: maxTextBytes(hello.limits),
      files,
      print: (line) => output.print(printableJson(line)),
      endsSession: entry?.kind === "password",
      loggedOut: async () => {
        if (entry !== undefined) await forgetStored(entry, session);
      },
      before: async () => {
        const { caption = "", files: first = [] } = options;
        if (first.length > 0) await files?.sendAll(first, { caption, to: { room } });
      },
    });
    await output.settled();
    const hasFailed = observer.unknownLines > 0 || observer.refusedLines > 0 || isCutOff;
    return hasFailed ? EXIT.error : exitCode;
  } finally {
    await files?.close();
    await observer.shown;
    await output.settled();
  }
}

/** Lines that people read on a terminal are broken there, as the other client does. */
async function wrapperForTerminal(): Promise<((line: string) => string[]) | undefined> {
  if (!Deno.stdout.isTerminal()) return undefined;
  const { default: stringWidth } = await import("string-width");
  return (line) =>
    wrapLine(line, {
      columns: terminalSize().columns,
      indent: INDENT.length,
      widthOf: (text) => stringWidth(text),
    });
}
