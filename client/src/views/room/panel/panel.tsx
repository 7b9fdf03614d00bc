// The side panel: staff's slips on top, then tabs. On small screens it lies over the stage.
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Icon, type Glyph } from "../../../parts/icon";
import { useWords } from "../../../words/words";
import { useUnreadCount } from "../chat/unread";
import { Chat } from "../chat/chat";
import { HelpSlips } from "../help/help_slips";
import { ChatCircleIcon, NotebookIcon, UsersThreeIcon, XIcon } from "../icons";
import { People } from "../people/people";
import { PersonCard } from "../person/person_card";
import { useRoom, type PanelTab } from "../room_context";
import { Sheet } from "../../worksheet/sheet";
import { SpeakerWindowLine } from "../stage/speaker_window_tool";
import { useFocusFromBelow } from "./focus_from_below";
import { RemovalSlips } from "./removal_slips";

export function Panel() {
  const { tab, openTab, closePanel, staff, screen, person, sheet } = useRoom();
  const words = useWords().room;
  // What lies on the stage is not here as well.
  const shown = tab === "sheet" && sheet.onStage ? "people" : tab;
  const cardHere = person !== null && !screen.small;
  const part = useFocusFromBelow();
  return (
    <aside ref={part} className="panel" aria-label={words.regions.panel} data-region="panel" tabIndex={-1}>
      {staff && (
        <div className="panel-slips">
          {!screen.small && <HelpSlips short={cardHere} besides={cardHere ? person : null} />}
          <RemovalSlips />
        </div>
      )}
      <Tabs className="panel-tabs" selectedKey={shown} onSelectionChange={(key) => { openTab(key as PanelTab); }}>
        <div className="tab-line">
          <TabList className="tabs" aria-label={words.regions.panel}>
            <PanelTabHead id="people" icon={UsersThreeIcon} word={words.panel.people} />
            <PanelTabHead id="chat" icon={ChatCircleIcon} word={words.panel.chat} />
            {!sheet.onStage && <PanelTabHead id="sheet" icon={NotebookIcon} word={staff ? words.panel.sheet : words.panel.ownSheet} />}
          </TabList>
          <Button kind="plain" icon={XIcon} aria-label={words.panel.close} onPress={closePanel} />
        </div>
        <TabPanel id="people" className="tab-panel">{cardHere ? <PersonCard seatId={person} /> : <People />}</TabPanel>
        <TabPanel id="chat" className="tab-panel"><Chat /></TabPanel>
        {!sheet.onStage && (
          <TabPanel id="sheet" className="tab-panel">
            <SpeakerWindowLine />
            <Sheet {...(sheet.mayLie && { onLarge: () => { sheet.lay(true); } })} />
          </TabPanel>
        )}
      </Tabs>
    </aside>
  );
}

function PanelTabHead({ id, icon, word }: { id: PanelTab; icon: Glyph; word: string }) {
  const unread = useUnreadCount();
  const words = useWords().room.chat;
  const count = id === "chat" ? unread : 0;
  return (
    <Tab id={id} className="tab">
      <Icon of={icon} size="small" />
      {word}
      {count > 0 && <span className="count" aria-label={words.unread(count)} role="img">{count}</span>}
    </Tab>
  );
}
