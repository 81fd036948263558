/** The dialogs that everybody opens every day: about a message, and to find something. */
import { AnswerDialog } from "./answer_dialog.tsx";
import { JumpDialog } from "./find/jump_dialog.tsx";
import { KeysDialog } from "./find/keys_dialog.tsx";
import { SearchDialog } from "./find/search_dialog.tsx";
import { UnreadDialog } from "./find/unread_dialog.tsx";
import { DeleteDialog } from "./message/delete_dialog.tsx";
import { EditsDialog } from "./message/edits_dialog.tsx";
import { EmojiDialog } from "./message/emoji_dialog.tsx";
import { MessageDialog } from "./message/message_dialog.tsx";
import { ReportDialog } from "./message/report_dialog.tsx";
import { QuestionDialog } from "./question_dialog.tsx";

/** By their kinds. */
export const EVERYDAY_DIALOGS = {
  "answer": AnswerDialog,
  "delete-message": DeleteDialog,
  "edits": EditsDialog,
  "emoji": EmojiDialog,
  "jump": JumpDialog,
  "keys": KeysDialog,
  "message": MessageDialog,
  "question": QuestionDialog,
  "report": ReportDialog,
  "search": SearchDialog,
  "unread": UnreadDialog,
};
