// Which microphone, camera and speaker are in use.
import { useMedia, type DeviceKind } from "../../../media/media_context";
import { Select } from "../../../parts/fields";
import { useWords } from "../../../words/words";
import { SoundField } from "../../devices/comfort_fields";

const KINDS: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

export function DeviceSettings() {
  const { canChooseSpeaker } = useMedia();
  const { room, devices } = useWords();
  return (
    <section>
      <h3>{room.settings.devices}</h3>
      {KINDS.filter((kind) => kind !== "speaker" || canChooseSpeaker).map((kind) => <DeviceChoice key={kind} kind={kind} />)}
      <SoundField />
      {!canChooseSpeaker && <p className="note">{devices.noChoiceOfSpeaker}</p>}
    </section>
  );
}

function DeviceChoice({ kind }: { kind: DeviceKind }) {
  const media = useMedia();
  const { room, devices } = useWords();
  const found = media.devices[kind];
  if (found.length === 0) return <p className="note">{devices[kind]}: {room.settings.noDevice}</p>;
  return (
    <Select
      label={devices[kind]}
      options={found.map((device, index) => [device.id, device.label || devices.unnamed(index + 1)] as const)}
      value={media.chosen[kind] ?? found[0]?.id ?? null}
      onChange={(id) => { void media.choose(kind, id); }}
    />
  );
}
