// A number from 0 to 10: a slider with eleven steps, the number to type, and words at both ends. No colours, no faces.
import { useId, useState } from "react";
import { Input, Label, NumberField, Slider, SliderThumb, SliderTrack } from "react-aria-components";
import { useWords } from "../../words/words";
import { SCALE_MOST, type TemplateField } from "./template";

interface ScaleFieldProps {
  field: TemplateField;
  value: number | null;
  onChange: (value: number) => void;
}

const MIDDLE = SCALE_MOST / 2;

export function ScaleField({ field, value, onChange }: ScaleFieldProps) {
  const words = useWords().worksheet.answer;
  const unset = useId();
  // While it is being dragged the number is only shown; it counts when the thumb is let go.
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged ?? value;
  return (
    <Slider
      className={shown === null ? "scale unset" : "scale"}
      minValue={0}
      maxValue={SCALE_MOST}
      step={1}
      value={shown ?? MIDDLE}
      onChange={setDragged}
      onChangeEnd={(number) => { setDragged(null); onChange(number); }}
    >
      <div className="line">
        <Label className="ask">{field.ask}</Label>
        <NumberField
          aria-label={`${field.ask} ${words.typed}`}
          className="scale-number"
          minValue={0}
          maxValue={SCALE_MOST}
          step={1}
          value={shown ?? NaN}
          onChange={(number) => { if (!Number.isNaN(number)) onChange(number); }}
        >
          <Input className="input number" placeholder="–" />
        </NumberField>
      </div>
      <SliderTrack className="slider-track">
        <SliderThumb className="thumb" {...(shown === null ? { "aria-describedby": unset } : {})} />
      </SliderTrack>
      <div className="ends">
        <span>{`0 · ${field.lowest ?? ""}`}</span>
        {shown === null && <span id={unset}>{words.notSet}</span>}
        <span>{`${field.highest ?? ""} · ${SCALE_MOST}`}</span>
      </div>
      {field.hint && <p className="hint">{field.hint}</p>}
    </Slider>
  );
}
