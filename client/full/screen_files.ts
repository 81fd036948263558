/** Sends and fetches files for the full screen, and draws the images among them. */
import { Mistake } from "../commands/parts/mistake.ts";
import type { LocalFiles } from "../files/local_files.ts";
import { startFiles } from "../files/start_files.ts";
import { transfersText } from "../files/transfer_text.ts";
import type { SecuredAddress } from "../net/address.ts";
import type { StreamTarget } from "../net/open_stream.ts";
import type { PictureDecoder } from "../pictures/picture_decoder.ts";
import { previewMaker } from "../pictures/preview_of_file.ts";
import { isGoing } from "../transfer/transfer.ts";
import type { FullTerminal } from "./full_terminal.ts";
import type { FilesLogin } from "./servers/server_session.ts";
import type { State } from "./state/state.ts";

/** What it works with. */
export interface ScreenFilesOptions {
  decoder: PictureDecoder;
  /** Where transfers are kept until they are through; `undefined` where nothing is kept. */
  folder: string | undefined;
  /** How further connections are made to a server. */
  streamTo: (address: SecuredAddress) => StreamTarget;
  /** The folder for what is fetched, as the settings have it. */
  downloads: () => string;
  state: () => State;
  terminal: () => Pick<FullTerminal, "pictureForm" | "view" | "viewPixels">;
}

/** What sends and fetches the files of an account. */
export function screenFiles(
  { decoder, downloads, folder, state, streamTo, terminal }: ScreenFilesOptions,
): (address: SecuredAddress, login: FilesLogin) => LocalFiles {
  const viewImage = async (bytes: Uint8Array, name: string) => {
    const { pictureForm: form, viewPixels: most } = terminal();
    if (form === undefined && !state().settings.hasPictures) {
      throw new Mistake("No pictures are drawn here; /open opens it");
    }
    const found = await decoder.decode({ bytes, most, form, withPreview: false });
    if (found === undefined) throw new Mistake("It cannot be drawn here; /open opens it");
    terminal().view(found, name);
  };
  return (address, { standing, ...login }) => {
    const files: LocalFiles = startFiles({
      ...login,
      stream: streamTo(address),
      folder,
      downloads: () => Promise.resolve(downloads()),
      previewOf: previewMaker(decoder),
      show: viewImage,
      changed: () => {
        const all = files.transfers.all;
        standing(transfersText(all), all.filter(isGoing).length);
      },
    });
    return files;
  };
}
