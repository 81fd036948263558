/** The modules of the workers, by their names; `main.ts` has the same. */
export const WORKER_MODULES: Readonly<Record<string, string>> = {
  writer: "server/journal/writer_worker.ts",
  reader: "server/journal/reader_worker.ts",
  password: "server/accounts/password_worker.ts",
  files: "server/files/files_worker.ts",
  picture: "client/pictures/picture_worker.ts",
  pattern: "client/patterns/pattern_worker.ts",
  speller: "client/spelling/spelling_worker.ts",
};
