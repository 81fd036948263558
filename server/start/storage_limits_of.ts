/** What a server is told about how much may be stored, as entries carry it. */
import { MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import type { StorageLimits } from "../journal/files/storage_limits.ts";
import type { ServeOptions } from "./serve_options.ts";

/** The bounds that follow from the options of a server. */
export function storageLimitsOf(
  { files, limits, maxDailyTextBytes, maxMessageBytes }: Pick<
    ServeOptions,
    "files" | "limits" | "maxDailyTextBytes" | "maxMessageBytes"
  >,
): StorageLimits {
  return {
    ...(maxMessageBytes < MAX_TEXT_BYTES ? { textBytes: maxMessageBytes } : {}),
    ...(limits ? { dailyTextBytes: maxDailyTextBytes } : {}),
    accountFileBytes: files.maxAccountBytes,
    roomFileBytes: files.maxRoomBytes,
    ...(files.maxStorageBytes === undefined ? {} : { serverFileBytes: files.maxStorageBytes }),
  };
}
