/** What is asked when somebody pastes the paths of files and nothing else: a file dragged here. */
import { printable } from "../../protocol/text/printable.ts";
import { quoted } from "../commands/parts/shell_words.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { filesNamedIn, type PathRoots } from "./local_paths.ts";

/** A question, and the command that is entered when it is answered with yes. */
export interface SendOffer {
  /** `Send photo.png (1.2 MiB)?` */
  readonly question: string;
  readonly command: string;
}

/** The offer for a text that was pasted; `undefined` when it is no path of a file. */
export async function offerFor(pasted: string, roots: PathRoots): Promise<SendOffer | undefined> {
  const files = await filesNamedIn(pasted, roots);
  const [first] = files;
  if (first === undefined) return undefined;
  const bytes = bytesText(files.reduce((sum, file) => sum + file.bytes, 0));
  const what = files.length === 1 ? printable(first.name) : `${files.length} files`;
  return {
    question: `Send ${what} (${bytes})?`,
    command: `/send ${files.map(({ path }) => quoted(path)).join(" ")}`,
  };
}
