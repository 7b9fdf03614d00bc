// Choosing microphone, camera and speaker. Also for the lobby's check and the room's settings.
import { useMedia, type DeviceKind } from "../../media/media_context";
import { Select } from "../../parts/fields";
import { useWords } from "../../words/words";

export function DeviceChoice() {
  const words = useWords().devices;
  const { canChooseSpeaker } = useMedia();
  return (
    <>
      <OneDevice kind="camera" />
      <OneDevice kind="microphone" />
      {canChooseSpeaker ? <OneDevice kind="speaker" /> : <p className="note">{words.noChoiceOfSpeaker}</p>}
    </>
  );
}

function OneDevice({ kind }: { kind: DeviceKind }) {
  const words = useWords().devices;
  const { devices, chosen, choose } = useMedia();
  const options = devices[kind].map(
    ({ id, label }, index) => [id, label || words.unnamed(index + 1)] as const,
  );
  const known = options.some(([id]) => id === chosen[kind]);
  const first = options[0]?.[0] ?? null;
  return (
    <Select
      label={words[kind]}
      options={options}
      value={known ? chosen[kind] : first}
      isDisabled={options.length === 0}
      hint={options.length === 0 && kind !== "speaker" ? words.faults[kind].missing : undefined}
      onChange={(id) => void choose(kind, id)}
    />
  );
}
