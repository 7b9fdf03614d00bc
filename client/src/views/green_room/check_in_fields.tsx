// What a person may tell the staff before the group: in the green room, and once more from the lobby.
import type { CheckIn } from "../../protocol";
import { Check, Choice, Field } from "../../parts/fields";
import { More } from "../../parts/more";
import { Scale } from "../../parts/scale";
import { useWords } from "../../words/words";

export const NOTHING_SAID: CheckIn = {
  alone: null,
  mood: null,
  place: null,
  phone: null,
  note: null,
  call_first: false,
};

interface CheckInFieldsProps {
  value: CheckIn;
  onChange: (value: CheckIn) => void;
}

export function CheckInFields({ value, onChange }: CheckInFieldsProps) {
  const words = useWords().greenRoom;
  const change = (part: Partial<CheckIn>) => {
    onChange({ ...value, ...part });
  };
  const text = (typed: string) => (typed === "" ? null : typed);
  return (
    <>
      <Choice
        label={words.alone}
        options={[
          ["yes", words.aloneYes],
          ["maybe_not", words.aloneMaybe],
          ["no", words.aloneNo],
        ]}
        value={value.alone}
        onChange={(alone) => {
          change({ alone });
        }}
        hint={words.aloneHint}
      />
      <More title={words.more} hint={words.moreHint}>
        <Scale
          label={words.mood}
          low={words.moodLow}
          high={words.moodHigh}
          unset={words.moodUnset}
          clear={words.moodClear}
          value={value.mood}
          onChange={(mood) => {
            change({ mood });
          }}
        />
        <Field
          label={words.place}
          hint={words.placeHint}
          value={value.place ?? ""}
          maxLength={200}
          autoComplete="street-address"
          onChange={(place) => {
            change({ place: text(place) });
          }}
        />
        <Field
          label={words.phone}
          type="tel"
          value={value.phone ?? ""}
          maxLength={40}
          autoComplete="tel"
          onChange={(phone) => {
            change({ phone: text(phone) });
          }}
        />
        <Field
          label={words.note}
          rows={2}
          value={value.note ?? ""}
          maxLength={500}
          onChange={(note) => {
            change({ note: text(note) });
          }}
        />
        <Check
          isOn={value.call_first}
          onChange={(call_first) => {
            change({ call_first });
          }}
        >
          {words.callFirst}
        </Check>
      </More>
    </>
  );
}
