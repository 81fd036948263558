/** Saves a file that lies encrypted on the server: it is opened in this page. */
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import { fileOpener } from "../../encryption/file_chunks.ts";
import { sealedFileBytes } from "../../encryption/file_cipher.ts";
import { secretOf } from "../../transfer/file_seal.ts";
import { saveAs } from "../device/save_as.ts";

/** The page holds a whole file while it opens it. */
const MOST_BYTES = 256 * 2 ** 20;

/** How that ended; a damaged file, and one that is too large, is not saved. */
export type SavedSealed = "saved" | "gone" | "unreachable" | "damaged" | "too-large";

/** Fetches the file at `url`, opens it with what its message holds, and saves it once all of it is right. */
export async function saveSealed(url: string, file: SealedFile): Promise<SavedSealed> {
  if (file.size > MOST_BYTES) return "too-large";
  let answer: Response;
  try {
    answer = await fetch(`${url}?download`, { cache: "no-store" });
  } catch {
    return "unreachable";
  }
  if (!answer.ok || answer.body === null) return answer.status === 404 ? "gone" : "unreachable";
  const opened = await openedBlob(answer.body, file);
  if (opened === undefined) return "damaged";
  saveAs(opened, file.name);
  return "saved";
}

/** The whole content, never shown by the browser itself; `undefined` when it is not what was sent. */
async function openedBlob(
  body: ReadableStream<Uint8Array>,
  file: SealedFile,
): Promise<Blob | undefined> {
  let left = sealedFileBytes(file.size);
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      left -= bytes.length;
      if (left < 0) throw new RangeError("more came than the message says");
      controller.enqueue(bytes);
    },
  });
  try {
    const content = body.pipeThrough(bounded).pipeThrough(fileOpener(secretOf(file)));
    const blob = await new Response(content).blob();
    return blob.size === file.size ? blob : undefined;
  } catch {
    return undefined;
  }
}
