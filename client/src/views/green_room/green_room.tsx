// Getting ready: seeing and hearing oneself, a name, and what staff should know. Works with no device at all.
import { useEffect, useEffectEvent, useState, type SyntheticEvent } from "react";
import type { RoomDescription } from "../../link";
import { LIMITS, type CheckIn } from "../../protocol";
import { useMedia } from "../../media/media_context";
import { Button } from "../../parts/button";
import { CalmPage } from "../../parts/calm";
import { Field, Switch } from "../../parts/fields";
import { ArrowRightIcon } from "../../parts/icons";
import { useFormat, useWords } from "../../words/words";
import type { Entry } from "../../visit";
import { CheckInFields, NOTHING_SAID } from "./check_in_fields";
import { Preview } from "./preview";

interface GreenRoomProps {
  description: RoomDescription;
  onEnter: (entry: Entry) => void;
}

export function GreenRoom({ description, onEnter }: GreenRoomProps) {
  const words = useWords().greenRoom;
  const { openForTest, microphone } = useMedia();
  const [name, setName] = useState(description.name ?? "");
  const openOnce = useEffectEvent(() => void openForTest());
  useEffect(() => {
    openOnce();
  }, []);
  const enter = (checkIn: CheckIn) => {
    microphone.close(); // tried out here; one arrives with it off
    onEnter({ name: name.trim(), checkIn });
  };
  return (
    <CalmPage
      title={words.title}
      context={useContextLine(description)}
      numbers={{ crisisLine: description.crisis_line, emergencyNumber: description.emergency_number }}
      layout="green-room"
    >
      <Preview name={name.trim()} reach={description} />
      <EntryForm description={description} name={name} onName={setName} onEnter={enter} />
    </CalmPage>
  );
}

/** The name of the group, and until when it meets. */
function useContextLine({ room_name, ends_at }: RoomDescription): string {
  const format = useFormat();
  const { until } = useWords().greenRoom;
  return ends_at === null
    ? room_name
    : `${room_name} · ${until(format.weekday(ends_at), format.time(ends_at))}`;
}

interface EntryFormProps {
  description: RoomDescription;
  name: string;
  onName: (name: string) => void;
  onEnter: (checkIn: CheckIn) => void;
}

function EntryForm({ description, name, onName, onEnter }: EntryFormProps) {
  const words = useWords().greenRoom;
  const { soundOnly, setSoundOnly } = useMedia();
  const [checkIn, setCheckIn] = useState(NOTHING_SAID);
  const [nameMissing, setNameMissing] = useState(false);
  const isStaff = description.role === "facilitator" || description.role === "co_host";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name.trim() === "") setNameMissing(true);
    else onEnter(checkIn);
  };
  return (
    <form className="stack wide" onSubmit={submit} noValidate>
      <h1 className="hero">{isStaff ? words.heroStaff : words.hero}</h1>
      <Field
        label={words.name}
        hint={words.nameHint}
        value={name}
        onChange={onName}
        maxLength={LIMITS.Name}
        autoComplete="given-name"
        isRequired
        fault={nameMissing && name.trim() === "" ? words.nameMissing : undefined}
      />
      {!isStaff && <CheckInFields value={checkIn} onChange={setCheckIn} />}
      <Switch label={words.soundOnly} hint={words.soundOnlyHint} isOn={soundOnly} onChange={setSoundOnly} />
      <div className="go-row">
        <Button kind="go" type="submit" big wide iconAfter={ArrowRightIcon}>
          {description.agreement ? words.goAgreement : isStaff ? words.goStaff : words.go}
        </Button>
        <p className="note">{words.arriveOff}</p>
      </div>
    </form>
  );
}
