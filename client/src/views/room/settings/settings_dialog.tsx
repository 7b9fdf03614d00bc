// Settings of this person on this device: devices, look, sounds, keys. Each acts at once; nothing is to be saved.
import { Dialog } from "../../../parts/dialog";
import { Button } from "../../../parts/button";
import { Switch } from "../../../parts/fields";
import { useMedia } from "../../../media/media_context";
import { useWords } from "../../../words/words";
import { KeyboardIcon } from "../icons";
import { useChoices } from "../remembered";
import { useRoom } from "../room_context";
import { BlurField, DataField } from "../../devices/comfort_fields";
import { ConnectionHelp } from "./connection_help";
import { DeviceSettings } from "./device_settings";
import { LookSettings } from "./look_settings";
import { SoundSettings } from "./sound_settings";

export function SettingsDialog() {
  const { dialog, openDialog } = useRoom();
  const words = useWords().room.settings;
  return (
    <Dialog title={words.title} isOpen={dialog === "settings"} onClose={() => { openDialog(null); }}>
      <div className="settings">
        <DeviceSettings />
        <PictureSettings />
        <LookSettings />
        <SoundSettings />
        <KeySettings />
        <ConnectionHelp />
      </div>
    </Dialog>
  );
}

function PictureSettings() {
  const { selfViewHidden, setSelfViewHidden, soundOnly, setSoundOnly } = useMedia();
  const words = useWords().room.settings;
  return (
    <section>
      <h3>{words.picture}</h3>
      <BlurField />
      <Switch label={words.hideView} hint={words.hideViewHint} isOn={selfViewHidden} onChange={setSelfViewHidden} />
      <Switch label={words.soundOnly} hint={words.soundOnlyHint} isOn={soundOnly} onChange={setSoundOnly} />
      <DataField />
    </section>
  );
}

function KeySettings() {
  const { openDialog } = useRoom();
  const [{ letters }, choose] = useChoices();
  const words = useWords().room.settings;
  return (
    <section>
      <h3>{words.keys}</h3>
      <Switch label={words.letterKeys} hint={words.letterKeysHint} isOn={letters} onChange={(on) => { choose({ letters: on }); }} />
      <Button icon={KeyboardIcon} onPress={() => { openDialog("keys"); }}>{words.showKeys}</Button>
    </section>
  );
}
