// The bar at the bottom: own microphone and camera first, the group's tools in the middle, leaving last.
import { Toolbar } from "react-aria-components";
import { useWords } from "../../../words/words";
import { useRoom } from "../room_context";
import { MemberTools, MemberToolsOnPhone } from "./member_tools";
import { StaffTools, StaffToolsOnPhone } from "./staff_tools";

export function Bar() {
  const { screen, staff } = useRoom();
  const words = useWords().room.regions;
  const Tools = staff ? (screen.small ? StaffToolsOnPhone : StaffTools) : screen.small ? MemberToolsOnPhone : MemberTools;
  return (
    <footer className="bar" data-region="bar" tabIndex={-1}>
      <Toolbar aria-label={words.bar}>
        <Tools />
      </Toolbar>
    </footer>
  );
}
