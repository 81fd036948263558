/** The dialogs about rooms and people. */
import { PeopleDialog } from "./people/people_dialog.tsx";
import { PersonDialog } from "./people/person_dialog.tsx";
import { BrowseRoomsDialog } from "./rooms/browse_rooms_dialog.tsx";
import { NewRoomDialog } from "./rooms/new_room_dialog.tsx";
import { RoomDialog } from "./rooms/room_dialog.tsx";

/** By their kinds. */
export const PLACE_DIALOGS = {
  "browse-rooms": BrowseRoomsDialog,
  "new-room": NewRoomDialog,
  "people": PeopleDialog,
  "person": PersonDialog,
  "room": RoomDialog,
};
